import { expect, test } from "vitest";
import { layOut } from "./graphLayout";

const node = (key: string, ...needs: string[]) => ({ key, needs });

function columnsOf(...nodes: ReturnType<typeof node>[]) {
  return Object.fromEntries(layOut(nodes).nodes.map(({ key, column }) => [key, column]));
}

test("a node stands one column after the last of what it waits for", () => {
  expect(columnsOf(node("plan"), node("rollout", "plan", "db"), node("db", "plan"))).toEqual({
    plan: 0,
    db: 1,
    rollout: 2,
  });
});

test("an edge that others imply is not drawn", () => {
  const { edges } = layOut([node("plan"), node("db", "plan"), node("rollout", "plan", "db")]);

  expect(edges.map(({ from, to }) => `${from}-${to}`)).toEqual(["plan-db", "db-rollout"]);
});

test("an edge over several columns keeps a row of its own in each", () => {
  const { edges, nodes } = layOut([node("a"), node("b", "a"), node("c", "b"), node("d"), node("e", "c", "d")]);

  const long = edges.find(({ from }) => from === "d");
  const rowIn = (column: number) => nodes.filter((placed) => placed.column === column).map(({ row }) => row);

  expect(long?.through).toHaveLength(2);
  expect(rowIn(1)).not.toContain(long?.through[0]);
  expect(rowIn(2)).not.toContain(long?.through[1]);
});

test("no two nodes have the same place, and rows begin at 0", () => {
  const { nodes, rows } = layOut([node("a"), node("b"), node("c", "a"), node("d", "a", "b"), node("e", "b")]);

  expect(new Set(nodes.map(({ column, row }) => `${String(column)}/${String(row)}`)).size).toBe(5);
  expect(Math.min(...nodes.map(({ row }) => row))).toBe(0);
  expect(rows).toBe(3);
});

test("parallel lines do not cross", () => {
  const { nodes } = layOut([node("a"), node("b"), node("y", "b"), node("x", "a")]);
  const row = (key: string) => nodes.find((placed) => placed.key === key)?.row ?? 0;

  expect(row("a") < row("b")).toBe(row("x") < row("y"));
});

test("a circle or an unknown need loses no node", () => {
  expect(layOut([node("a", "b"), node("b", "a"), node("c", "elsewhere")]).nodes).toHaveLength(3);
});
