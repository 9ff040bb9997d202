import type { components } from "@/shared/api/schema";

type RunDetail = components["schemas"]["RunDetail"];
type RunNode = components["schemas"]["Node"];
type RunStep = components["schemas"]["Step"];
type JournalEntry = components["schemas"]["JournalEntry"];
type JournalData = components["schemas"]["JournalData"];

const runStates: RunDetail["state"][] = [
  "queued",
  "running",
  "waiting",
  "cancelling",
  "succeeded",
  "failed",
  "cancelled",
  "timed_out",
];
const nodeStates: RunNode["state"][] = [
  "blocked",
  "ready",
  "waiting",
  "running",
  "unknown",
  "succeeded",
  "failed",
  "skipped",
  "cancelled",
  "timed_out",
];
const stepStates: RunStep["state"][] = [
  "pending",
  "running",
  "succeeded",
  "failed",
  "skipped",
  "cancelled",
  "timed_out",
];
const open = new Set(["queued", "running", "waiting", "cancelling", "blocked", "ready", "unknown", "pending"]);

interface Timed {
  startedAt: string | null;
  finishedAt: string | null;
}

/** When something started and finished, after it went to `state` at `at`. */
function times(before: Timed, state: string, at: string): Timed {
  if (open.has(state)) return { startedAt: before.startedAt ?? (state === "running" ? at : null), finishedAt: null };
  return { startedAt: before.startedAt, finishedAt: before.finishedAt ?? at };
}

/** What an entry without a state means, for those where that is enough to know. */
const impliedStates: Record<string, string> = {
  "run.started": "running",
  "run.cancelling": "cancelling",
  "node.started": "running",
};
/** States with a reason that the entry does not carry. */
const explained = new Set(["failed", "timed_out", "unknown", "waiting"]);

/**
 * The run after one transition. Applying an entry twice changes nothing. Undefined when the entry does not tell all
 * that has changed, or tells of something this page does not know yet: the run must be read again.
 */
export function applyJournal(run: RunDetail, entry: JournalEntry): RunDetail | undefined {
  if (entry.seq <= run.journalSeq) return run;
  const { data, at } = entry;
  const value = data.state ?? impliedStates[entry.type];
  const next = { ...run, journalSeq: entry.seq };
  if (entry.node === null) {
    const state = runStates.find((known) => known === value);
    // The end brings outputs, too.
    if (state === undefined || explained.has(state) || !open.has(state)) return undefined;
    return { ...next, state, waitingReason: null, ...times(run, state, at) };
  }
  const node = run.nodes.find((candidate) => candidate.key === entry.node);
  if (node === undefined) return undefined;
  const changed =
    data.step === undefined ? applyNode(node, value, data, at) : applyStep(node, data.step, value, data, at);
  if (changed === undefined) return undefined;
  return { ...next, nodes: run.nodes.map((candidate) => (candidate === node ? changed : candidate)) };
}

function applyNode(node: RunNode, value: string | undefined, data: JournalData, at: string): RunNode | undefined {
  const state = nodeStates.find((known) => known === value);
  if (state === undefined || explained.has(state)) return undefined;
  const isNewAttempt = data.attempt !== undefined && data.attempt > node.attempt;
  const before = isNewAttempt ? { startedAt: null, finishedAt: null } : node;
  return {
    ...node,
    state,
    attempt: data.attempt ?? node.attempt,
    waitingReason: null,
    error: isNewAttempt ? null : node.error,
    steps: isNewAttempt ? [] : node.steps,
    earlierSteps: isNewAttempt ? [...node.earlierSteps, ...node.steps] : node.earlierSteps,
    ...times(before, state, at),
  };
}

function applyStep(
  node: RunNode,
  index: number,
  value: string | undefined,
  data: JournalData,
  at: string,
): RunNode | undefined {
  const state = stepStates.find((known) => known === value);
  if (state === undefined) return undefined;
  const known = node.steps.find((step) => step.index === index);
  if (known === undefined && data.name === undefined) return undefined;
  const before: RunStep = known ?? {
    index,
    attempt: data.attempt ?? node.attempt,
    name: data.name ?? "",
    state,
    exitCode: null,
    startedAt: null,
    finishedAt: null,
    logLines: 0,
  };
  const after: RunStep = {
    ...before,
    state,
    exitCode: data.exitCode ?? before.exitCode,
    logLines: data.logLines ?? before.logLines,
    ...times(before, state, at),
  };
  const others = node.steps.filter((step) => step.index !== index);
  return { ...node, steps: [...others, after].sort((a, b) => a.index - b.index) };
}
