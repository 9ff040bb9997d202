import { expect, test } from "vitest";
import { applyJournal } from "./journal";
import type { JournalEntry, RunDetail } from "./runs.queries";
import { makeRun } from "@/testing/runs";

function entry(seq: number, node: string | null, data: JournalEntry["data"]): JournalEntry {
  return { seq, at: `2026-11-22T12:00:${String(seq).padStart(2, "0")}Z`, type: "x", node, data };
}

function apply(run: RunDetail, ...entries: JournalEntry[]): RunDetail {
  return entries.reduce((before, next) => applyJournal(before, next) ?? before, run);
}

test("a node that starts has its time from the entry, one that ends keeps its start", () => {
  const run = apply(
    makeRun(),
    entry(11, "bundle", { state: "running", attempt: 1 }),
    entry(12, "bundle", { state: "succeeded" }),
  );

  expect(run.nodes[1]).toMatchObject({
    state: "succeeded",
    attempt: 1,
    startedAt: "2026-11-22T12:00:11Z",
    finishedAt: "2026-11-22T12:00:12Z",
  });
});

test("an entry that was applied before changes nothing", () => {
  const run = makeRun();

  expect(applyJournal(run, entry(10, "test", { state: "failed" }))).toBe(run);
});

test("a step that begins is added, one that is known is changed", () => {
  const run = apply(
    makeRun(),
    entry(11, "test", { state: "succeeded", step: 1, exitCode: 0, logLines: 7 }),
    entry(12, "test", { state: "running", step: 2, name: "Package" }),
  );

  expect(run.nodes[0]?.steps.map(({ name, state }) => [name, state])).toEqual([
    ["Check out", "succeeded"],
    ["Test", "succeeded"],
    ["Package", "running"],
  ]);
});

test("a new attempt starts without the steps and the error of the last one", () => {
  const run = makeRun();
  const error = { kind: "failed", code: "runs.lost", message: "The runner died.", hint: null };
  const lost = { ...run, nodes: run.nodes.map((node) => (node.key === "test" ? { ...node, error } : node)) };

  const again = apply(lost, { ...entry(11, "test", { attempt: 2 }), type: "node.started" });

  expect(again.nodes[0]).toMatchObject({
    state: "running",
    attempt: 2,
    steps: [],
    error: null,
    startedAt: "2026-11-22T12:00:11Z",
  });
});

test("a run that goes on no longer says why it waited", () => {
  const waiting = makeRun({ state: "waiting", waitingReason: "Waits for alice." });

  const going = apply(waiting, { ...entry(11, null, {}), type: "run.started" });

  expect(going).toMatchObject({ state: "running", waitingReason: null });
});

test.each([
  ["a node it does not know", entry(11, "new", { state: "running" })],
  ["a state it does not know", entry(11, "test", { state: "hovering" })],
  ["no state", entry(11, null, {})],
  ["the end of the run", entry(11, null, { state: "succeeded" })],
  ["a failure, whose reason it does not carry,", entry(11, "test", { state: "failed" })],
  ["a step without a name", entry(11, "test", { state: "running", step: 7 })],
])("an entry with %s asks for the run to be read again", (_, unknown) => {
  expect(applyJournal(makeRun(), unknown)).toBeUndefined();
});
