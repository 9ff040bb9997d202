import type { Outcome } from "@/features/insights/insights.queries";

/** A metric as the server answers it, without a value. */
export const outcome: Outcome = {
  key: "deployment-frequency",
  name: "Deployment frequency",
  question: "speed",
  definition: "Successful deployments to production.",
  formula: "successful production deployments / days of the window",
  unit: "per day",
  direction: "up",
  cases: "deployments",
  source: "delivery.deployment.succeeded",
  audience: "Everyone signed in.",
  reasons: [],
  value: null,
  high: null,
  n: 0,
  reason: "no_deployments",
  reasonText: "Nothing was deployed to production in this time.",
  warning: null,
  p75: null,
  p90: null,
  isApproximate: false,
  before: { value: null, n: 0, reason: "no_deployments", reasonText: null },
  isBetter: null,
  target: null,
};

/** GET /api/v1/metrics where nothing was deployed yet. */
export const outcomesWithoutData = {
  items: ["deployment-frequency", "change-lead-time", "change-fail-rate", "recovery-time", "rework-rate"].map(
    (key) => ({
      ...outcome,
      key,
      name: key,
    }),
  ),
  next: null,
  total: 5,
  days: 90,
};
