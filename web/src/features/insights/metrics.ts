import type { DoraDay, DoraDelivery, Metric, MetricName } from "./insights.queries";

interface MetricText {
  label: string;
  /** What it is, as the manual defines it. */
  definition: string;
  /** What a case of it is: "12 deployments". */
  cases: [one: string, many: string];
  /** The day's value for the chart; null for a day without one. */
  ofDay: (day: DoraDay) => number | null;
  chart: string;
  /** Whether a deployment counts for it. */
  has: (delivery: DoraDelivery) => boolean;
}

export const metricTexts: Record<MetricName, MetricText> = {
  deploymentFrequency: {
    label: "Deployment frequency",
    definition: "Successful deployments to production a day, over 90 days.",
    cases: ["deployment", "deployments"],
    ofDay: ({ deployments }) => deployments,
    chart: "Deployments a day",
    has: ({ succeeded }) => succeeded,
  },
  leadTime: {
    label: "Change lead time",
    definition: "From the moment a commit was written to the end of the first deployment that had it. The median.",
    cases: ["commit", "commits"],
    ofDay: ({ leadTimeHours }) => leadTimeHours,
    chart: "Median hours of the day's commits",
    has: ({ leadTimeHours }) => leadTimeHours !== null,
  },
  changeFailureRate: {
    label: "Change fail rate",
    definition: "Of the successful deployments, those that then failed: rolled back, or with an incident.",
    cases: ["deployment", "deployments"],
    ofDay: ({ deployments, failures }) => (deployments === 0 ? null : (100 * failures) / deployments),
    chart: "Failed of the day's deployments, %",
    has: ({ failed }) => failed,
  },
  failedDeploymentRecoveryTime: {
    label: "Recovery time",
    definition: "From a failed deployment to the one that recovered it. The median.",
    cases: ["recovery", "recoveries"],
    ofDay: ({ recoveryHours }) => recoveryHours,
    chart: "Median hours of the day's recoveries",
    has: ({ recoveredAt }) => recoveredAt !== null,
  },
  reworkRate: {
    label: "Rework rate",
    definition: "Of the successful deployments, those that were rollbacks or hotfixes.",
    cases: ["deployment", "deployments"],
    ofDay: ({ deployments, rework }) => (deployments === 0 ? null : (100 * rework) / deployments),
    chart: "Rework of the day's deployments, %",
    has: ({ rework }) => rework,
  },
};

const reasons: Record<string, string> = {
  no_deployments: "Nothing was deployed to production in these 90 days.",
  unknown_base: "Only first deployments: nothing says which of their commits were new.",
  no_new_commits: "No deployment brought new commits.",
  no_incident_source: "Nothing reports failures.",
  no_failures: "No deployment failed, so there was nothing to recover.",
  no_recoveries: "What failed has not been recovered yet.",
};

/** Why there is no number. */
export function reasonText(reason: string | null): string {
  return reasons[reason ?? ""] ?? (reason ?? "").replaceAll("_", " ");
}

/** A length of time, in the unit people would say it in. */
export function hoursText(hours: number): string {
  if (hours < 1 / 60) return `${String(Math.round(hours * 3600))} s`;
  if (hours < 1) return `${String(Math.round(hours * 60))} min`;
  if (hours < 48) return `${hours.toFixed(1)} h`;
  return `${(hours / 24).toFixed(1)} d`;
}

/** The number of a metric as it is read; undefined when there is none. */
export function valueText({ value, unit }: Metric): string | undefined {
  if (value === null) return undefined;
  if (unit === "share") return `${String(Math.round(value * 100))} %`;
  if (unit === "hours") return hoursText(value);
  return value >= 1 || value === 0 ? `${value.toFixed(1)} / day` : `${(value * 7).toFixed(1)} / week`;
}
