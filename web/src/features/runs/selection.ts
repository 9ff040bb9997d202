import type { RunDetail, RunNode, RunStep } from "./runs.queries";

export interface Selection {
  node: RunNode | undefined;
  step: RunStep | undefined;
}

const failed = new Set(["failed", "timed_out"]);

/** The step worth looking at: the one that failed, else the one that runs, else the last that has started. */
function pickStep(node: RunNode): RunStep | undefined {
  return (
    node.steps.find((step) => failed.has(step.state)) ??
    node.steps.find((step) => step.state === "running") ??
    node.steps.findLast((step) => step.startedAt !== null) ??
    node.steps[0]
  );
}

/**
 * What of the run to show: what the URL names, and where it is silent what is worth looking at, so that the view goes
 * on with the run by itself until the reader chooses.
 */
export function findSelection(run: RunDetail, view: { node?: string; step?: number }): Selection {
  const named = run.nodes.find((node) => node.key === view.node);
  const node =
    named ??
    run.nodes.find((candidate) => failed.has(candidate.state)) ??
    run.nodes.find((candidate) => candidate.state === "running") ??
    run.nodes.findLast((candidate) => candidate.steps.length > 0) ??
    run.nodes[0];
  if (node === undefined) return { node: undefined, step: undefined };
  const step = named === undefined ? undefined : node.steps.find((candidate) => candidate.index === view.step);
  return { node, step: step ?? pickStep(node) };
}
