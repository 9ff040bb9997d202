import { expect, test } from "vitest";
import { treeOf, type GroupNode } from "./groupTree";
import type { Group } from "./settings.queries";

function group(name: string, ...members: string[]): Group {
  return {
    ref: `group:default/${name}`,
    name,
    displayName: name,
    description: "",
    roles: [],
    members: members.map((member) => (member.includes(":") ? member : `group:default/${member}`)),
    createdAt: "2026-11-22T12:00:00Z",
    updatedAt: "2026-11-22T12:00:00Z",
  };
}

function show(nodes: GroupNode[]): string {
  return nodes.map(({ group: { name }, below }) => (below.length === 0 ? name : `${name}(${show(below)})`)).join(" ");
}

test("groups stand below the groups they are members of; people are no branches", () => {
  expect(show(treeOf([group("all", "shop", "user:default/mina"), group("shop", "payments"), group("payments")]))).toBe(
    "all(shop(payments))",
  );
});

test("a group in two others stands below both", () => {
  expect(show(treeOf([group("a", "c"), group("b", "c"), group("c")]))).toBe("a(c) b(c)");
});
