import type { RunDetail, RunNode, RunStep } from "./runs.queries";

export interface Selection {
  node: RunNode | undefined;
  /** The attempt of the node that is shown, and its steps. */
  attempt: number;
  steps: RunStep[];
  step: RunStep | undefined;
}

const failed = new Set(["failed", "timed_out"]);

/** The step worth looking at: the one that failed, else the one that runs, else the last that has started. */
function pickStep(steps: RunStep[]): RunStep | undefined {
  return (
    steps.find((step) => failed.has(step.state)) ??
    steps.find((step) => step.state === "running") ??
    // A log with something in it before one without.
    steps.findLast((step) => step.startedAt !== null && step.logLines > 0) ??
    steps.findLast((step) => step.startedAt !== null) ??
    steps[0]
  );
}

/**
 * What of the run to show: what the URL names, and where it is silent what is worth looking at, so that the view goes
 * on with the run by itself until the reader chooses.
 */
export function findSelection(run: RunDetail, view: { node?: string; step?: number; attempt?: number }): Selection {
  const named = run.nodes.find((node) => node.key === view.node);
  const node =
    named ??
    run.nodes.find((candidate) => failed.has(candidate.state)) ??
    run.nodes.find((candidate) => candidate.state === "unknown") ??
    run.nodes.find((candidate) => candidate.state === "running") ??
    run.nodes.findLast((candidate) => candidate.steps.length > 0) ??
    run.nodes[0];
  if (node === undefined) return { node: undefined, attempt: 0, steps: [], step: undefined };
  const earlier = node.earlierSteps.filter((step) => named !== undefined && step.attempt === view.attempt);
  const steps = earlier.length > 0 ? earlier : node.steps;
  const step = named === undefined ? undefined : steps.find((candidate) => candidate.index === view.step);
  return { node, attempt: steps[0]?.attempt ?? node.attempt, steps, step: step ?? pickStep(steps) };
}
