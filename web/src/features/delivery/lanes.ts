import type { Deployment } from "./delivery.queries";

/** A row of the timeline. */
export interface Lane {
  name: string;
  deployments: Deployment[];
}

export type LaneKind = "environment" | "component";

/** Deployments by environment or component; the lane with the latest one first. */
export function lanesOf(deployments: Deployment[], kind: LaneKind): Lane[] {
  const lanes = new Map<string, Deployment[]>();
  for (const deployment of deployments) {
    const name = deployment[kind];
    lanes.set(name, [...(lanes.get(name) ?? []), deployment]);
  }
  return [...lanes.entries()].map(([name, list]) => ({ name, deployments: list }));
}

/** A stretch of time, in milliseconds. */
export interface Span {
  from: number;
  to: number;
}

/** What the timeline shows when nothing is asked for: everything known, with some air at both ends. */
export function spanOf(deployments: Deployment[], now: number): Span {
  const times = deployments.map((deployment) => Date.parse(deployment.createdAt));
  const first = Math.min(now - 3_600_000, ...times);
  const air = (now - first) * 0.03;
  return { from: first - air, to: now + air };
}

/** Where a moment lies in a span: 0 at its start, 1 at its end. */
export function placeIn({ from, to }: Span, time: number): number {
  return to === from ? 0 : (time - from) / (to - from);
}

const steps = [60, 300, 900, 3_600, 4 * 3_600, 12 * 3_600, 86_400, 7 * 86_400, 30 * 86_400].map(
  (seconds) => seconds * 1000,
);

/** Round moments within a span, at most about six. */
export function ticksOf({ from, to }: Span): number[] {
  const step = steps.find((each) => (to - from) / each <= 6) ?? (to - from) / 6;
  const ticks: number[] = [];
  // Of the reader's own zone, so that days begin at midnight.
  const offset = new Date(from).getTimezoneOffset() * 60_000;
  for (let at = Math.ceil((from - offset) / step) * step + offset; at < to; at += step) ticks.push(at);
  return ticks;
}

const time = new Intl.DateTimeFormat("en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat("en", { day: "numeric", month: "short" });

/** "14:05" within two days, "24 Nov" in longer spans. */
export function tickLabel(at: number, { from, to }: Span): string {
  return (to - from > 2 * 86_400_000 ? day : time).format(at);
}

/** What the address says of the timeline. */
export interface DeploymentsView {
  component?: string;
  environment?: string;
  lanes?: LaneKind;
  /** A stretch of time that is looked at: RFC 3339. */
  from?: string;
  to?: string;
}

function isTime(value: unknown): value is string {
  return typeof value === "string" && !Number.isNaN(Date.parse(value));
}

export function parseDeploymentsView(search: Record<string, unknown>): DeploymentsView {
  const view: DeploymentsView = {};
  const { component, environment, lanes, from, to } = search;
  if (typeof component === "string" && component !== "") view.component = component;
  if (typeof environment === "string" && environment !== "") view.environment = environment;
  if (lanes === "component" || lanes === "environment") view.lanes = lanes;
  if (isTime(from) && isTime(to) && Date.parse(from) < Date.parse(to)) {
    view.from = from;
    view.to = to;
  }
  return view;
}
