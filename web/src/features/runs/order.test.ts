import { expect, test } from "vitest";
import { inOrder } from "./order";
import { makeRun } from "@/testing/runs";

const [template] = makeRun().nodes;

function node(key: string, ...needs: string[]) {
  if (template === undefined) throw new Error("the made-up run has no node");
  return { ...template, key, needs };
}

function order(...nodes: ReturnType<typeof node>[]) {
  return inOrder(nodes).map(({ key }) => key);
}

test("what a plan adds later stands before what waits for it", () => {
  expect(order(node("plan"), node("rollout", "plan", "db"), node("db", "plan"))).toEqual(["plan", "db", "rollout"]);
});

test("nodes that wait for nothing of each other stay as they came", () => {
  expect(order(node("b"), node("a"), node("c", "a"))).toEqual(["b", "a", "c"]);
});

test("a need that is no node of the run holds nothing back, and a circle loses nothing", () => {
  expect(order(node("a", "elsewhere"), node("b", "c"), node("c", "b"))).toEqual(["a", "b", "c"]);
});
