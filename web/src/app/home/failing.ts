import type { Run } from "@/features/runs/runs.queries";

/**
 * Of runs in any order, those that somebody has to look at: the newest about its matter, and failed or waiting for a
 * decision. A failure that was followed by a success is over.
 */
export function needingSomebody(runs: readonly Run[]): Run[] {
  const newest = new Map<string, Run>();
  for (const run of runs) {
    const matter = [run.kind, run.subject, run.environmentType, run.kind === "pipeline" ? run.trigger.ref : ""].join(
      " ",
    );
    const known = newest.get(matter);
    if (known === undefined || known.number < run.number) newest.set(matter, run);
  }
  return [...newest.values()]
    .filter(({ state }) => state === "failed" || state === "timed_out" || state === "waiting")
    .sort((one, other) => other.number - one.number);
}
