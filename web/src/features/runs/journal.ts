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

/**
 * The run after one transition. Applying an entry twice changes nothing. Undefined when the entry tells of something
 * this page does not know yet: the run must be read again.
 */
export function applyJournal(run: RunDetail, entry: JournalEntry): RunDetail | undefined {
  if (entry.seq <= run.journalSeq) return run;
  const { data, at } = entry;
  const next = { ...run, journalSeq: entry.seq };
  if (entry.node === null) {
    const state = runStates.find((known) => known === data.state);
    if (state === undefined) return undefined;
    return { ...next, state, waitingReason: data.waitingReason ?? null, ...times(run, state, at) };
  }
  const node = run.nodes.find((candidate) => candidate.key === entry.node);
  if (node === undefined) return undefined;
  const changed = data.step === undefined ? applyNode(node, data, at) : applyStep(node, data.step, data, at);
  if (changed === undefined) return undefined;
  return { ...next, nodes: run.nodes.map((candidate) => (candidate === node ? changed : candidate)) };
}

function applyNode(node: RunNode, data: JournalData, at: string): RunNode | undefined {
  const state = nodeStates.find((known) => known === data.state);
  if (state === undefined) return undefined;
  const isNewAttempt = data.attempt !== undefined && data.attempt > node.attempt;
  const before = isNewAttempt ? { startedAt: null, finishedAt: null } : node;
  return {
    ...node,
    state,
    attempt: data.attempt ?? node.attempt,
    waitingReason: data.waitingReason ?? null,
    error: data.error ?? (isNewAttempt ? null : node.error),
    steps: isNewAttempt ? [] : node.steps,
    ...times(before, state, at),
  };
}

function applyStep(node: RunNode, index: number, data: JournalData, at: string): RunNode | undefined {
  const state = stepStates.find((known) => known === data.state);
  if (state === undefined) return undefined;
  const known = node.steps.find((step) => step.index === index);
  if (known === undefined && data.name === undefined) return undefined;
  const before = known ?? {
    index,
    attempt: node.attempt,
    name: data.name ?? "",
    state,
    outcome: null,
    exitCode: null,
    startedAt: null,
    finishedAt: null,
    logLines: 0,
  };
  const after: RunStep = {
    ...before,
    state,
    outcome: data.outcome ?? before.outcome,
    exitCode: data.exitCode ?? before.exitCode,
    logLines: data.logLines ?? before.logLines,
    ...times(before, state, at),
  };
  const others = node.steps.filter((step) => step.index !== index);
  return { ...node, steps: [...others, after].sort((a, b) => a.index - b.index) };
}
