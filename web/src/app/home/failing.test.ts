import { expect, test } from "vitest";
import { needingSomebody } from "./failing";
import { makeRun } from "@/testing/runs";

test("a failure counts until the same has succeeded, and each branch for itself", () => {
  const trigger = makeRun().trigger;
  const runs = [
    makeRun({ id: "a", number: 1, state: "failed" }),
    makeRun({ id: "b", number: 2, state: "succeeded" }),
    makeRun({ id: "c", number: 3, state: "failed", trigger: { ...trigger, ref: "refs/heads/other" } }),
    makeRun({ id: "d", number: 4, state: "waiting", kind: "deployment", environmentType: "production" }),
    makeRun({ id: "e", number: 5, state: "running", kind: "deployment", environmentType: "staging" }),
  ];

  expect(needingSomebody(runs).map(({ id }) => id)).toEqual(["d", "c"]);
});
