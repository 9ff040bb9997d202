import type { RunDetail, RunNode, RunStep } from "@/features/runs/runs.queries";

export const runId = "01JD0QZ0V5T7KX9B3M2N4P6R8S";

function makeStep(index: number, name: string, state: RunStep["state"], logLines: number): RunStep {
  return {
    index,
    attempt: 1,
    name,
    state,
    exitCode: null,
    startedAt: "2026-11-22T11:59:00Z",
    finishedAt: state === "running" ? null : "2026-11-22T11:59:10Z",
    logLines,
  };
}

function makeNode(fields: Partial<RunNode>): RunNode {
  return {
    key: "test",
    title: "Build and test",
    kind: "pipeline.job",
    state: "running",
    needs: [],
    attempt: 1,
    startedAt: "2026-11-22T11:59:00Z",
    finishedAt: null,
    waitingReason: null,
    error: null,
    outputs: {},
    steps: [],
    earlierSteps: [],
    ...fields,
  };
}

/** A run under way: its first node runs its second step, its second node waits for it. */
export function makeRun(fields: Partial<RunDetail> = {}): RunDetail {
  return {
    id: runId,
    number: 12,
    kind: "pipeline",
    title: "orders: retry the payment",
    subject: "component:default/orders",
    owner: "group:default/payments",
    project: null,
    environmentType: null,
    state: "running",
    trigger: {
      kind: "push",
      actor: "user:default/alice",
      ref: "refs/heads/main",
      commit: "9f1c2ab47de0315588c0b4f3a9e1d2c4b5a69788",
    },
    createdAt: "2026-11-22T11:58:58Z",
    startedAt: "2026-11-22T11:59:00Z",
    finishedAt: null,
    waitingReason: null,
    journalSeq: 10,
    rerunOf: null,
    typical: null,
    explanation: null,
    error: null,
    inputs: {},
    outputs: {},
    nodes: [
      makeNode({ steps: [makeStep(0, "Check out", "succeeded", 2), makeStep(1, "Test", "running", 1)] }),
      makeNode({ key: "bundle", title: "Bundle", state: "blocked", needs: ["test"], attempt: 0, startedAt: null }),
    ],
    ...fields,
  };
}
