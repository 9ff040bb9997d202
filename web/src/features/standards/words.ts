import type { Decision, Finding, Outcome, PolicyMode, Replay, Waiver } from "./standards.queries";

/** From the mildest on. */
export const policyModes: readonly PolicyMode[] = ["advise", "soft", "hard"];

export const modeWords: Record<PolicyMode, string> = {
  advise: "Advises",
  soft: "Stops, with a way around",
  hard: "Stops",
};

export const gateWords: Record<Decision["gate"], string> = {
  create: "Create",
  merge: "Merge",
  deploy: "Deploy",
  promote: "Promote",
  provision: "Provision",
  "secret-read": "Read a secret",
};

export const outcomeWords: Record<Outcome, { label: string; tone: string }> = {
  allowed: { label: "Let through", tone: "success" },
  advised: { label: "Let through with advice", tone: "warning" },
  waived: { label: "Waived", tone: "warning" },
  overridden: { label: "Overridden", tone: "warning" },
  denied: { label: "Stopped", tone: "danger" },
};

/** How a finding is marked: what is met, what stops, and what is only said. */
export function markOf(finding: Finding): { label: string; tone: string } {
  if (finding.verdict === "pass") return { label: "Met", tone: "success" };
  if (finding.waiver !== null) return { label: "Waived", tone: "warning" };
  if (finding.verdict === "unknown")
    return { label: "Not known", tone: finding.mode === "advise" || finding.met ? "warning" : "danger" };
  return { label: "Not met", tone: finding.mode === "advise" ? "warning" : "danger" };
}

export const effectWords: Record<Replay["changes"][number]["effect"], { label: string; tone: string }> = {
  stops: { label: "Would be stopped", tone: "danger" },
  lets: { label: "Would be let through", tone: "success" },
  advises: { label: "Would be advised", tone: "warning" },
  quiet: { label: "Would hear nothing", tone: "idle" },
};

export const waiverWords: Record<Waiver["state"], { label: string; tone: string }> = {
  requested: { label: "Waits for a second person", tone: "active" },
  approved: { label: "In force", tone: "success" },
  rejected: { label: "Rejected", tone: "danger" },
  withdrawn: { label: "Taken back", tone: "idle" },
  revoked: { label: "Revoked", tone: "idle" },
  expired: { label: "Ended", tone: "idle" },
};
