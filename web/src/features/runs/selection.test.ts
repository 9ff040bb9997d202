import { expect, test } from "vitest";
import { makeRun } from "@/testing/runs";
import { findSelection } from "./selection";

test("a run that waits for an answer opens at the node in question, unless the reader chose another", () => {
  const run = makeRun();
  const [first, second] = run.nodes;
  if (first === undefined || second === undefined) throw new Error("the run has too few nodes");
  run.nodes = [
    { ...first, state: "succeeded" },
    { ...second, state: "unknown", steps: [] },
  ];
  expect(findSelection(run, {}).node?.key).toBe(second.key);
  expect(findSelection(run, { node: first.key }).node?.key).toBe(first.key);
});
