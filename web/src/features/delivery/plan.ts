import { actionCostOf, type ActionCost } from "./planCost";
import type { components } from "@/shared/api/schema";

export type DriverChanges = components["schemas"]["DriverChanges"];

export interface PlannedAction {
  action: string;
  subject: string;
  reason: string;
  /** What the driver says about it, where it can say so beforehand. */
  changes?: DriverChanges | undefined;
  /** What it costs a month, where a price is known. */
  cost?: ActionCost | undefined;
}

type Tone = "add" | "change" | "remove" | "none";

/** Words of plans and of the tools behind drivers; others are shown without a colour. */
const tones: Record<string, Tone> = {
  create: "add",
  start: "add",
  deploy: "add",
  update: "change",
  change: "change",
  refresh: "change",
  migrate: "change",
  switch: "change",
  scale: "change",
  wait: "change",
  hold: "change",
  replace: "remove",
  delete: "remove",
  release: "remove",
  revoke: "remove",
  stop: "remove",
};

export function toneOf(action: string): Tone {
  return tones[action] ?? "none";
}

/** "1 create, 2 keep", in the order in which they first come. */
export function actionCounts(actions: readonly PlannedAction[]): string {
  const counts = new Map<string, number>();
  for (const { action } of actions) counts.set(action, (counts.get(action) ?? 0) + 1);
  return [...counts].map(([action, count]) => `${String(count)} ${action}`).join(", ");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function changesOf(value: unknown): DriverChanges | undefined {
  if (!isObject(value)) return undefined;
  const changes = Array.isArray(value["changes"]) ? value["changes"].filter(isObject) : [];
  return {
    summary: text(value["summary"]),
    changes: changes.map(({ action, subject }) => ({ action: text(action), subject: text(subject) })),
    leftOut: typeof value["leftOut"] === "number" ? value["leftOut"] : 0,
  };
}

/** The actions of a plan as it is kept with a deployment; none before it is planned. */
export function actionsOf(plan: Record<string, unknown>): PlannedAction[] {
  const actions = Array.isArray(plan["actions"]) ? plan["actions"].filter(isObject) : [];
  return actions.map(({ action, subject, reason, changes, cost }) => ({
    action: text(action),
    subject: text(subject),
    reason: text(reason),
    changes: changesOf(changes),
    cost: actionCostOf(cost),
  }));
}
