import type { components } from "@/shared/api/schema";
import { shortRef } from "@/shared/lib/refs";

const kinds: Record<string, string> = {
  push: "Push",
  manual: "Started by hand",
  api: "Started by the API",
  schedule: "Schedule",
  promotion: "Promotion",
  rerun: "Run again",
};

/** "Push to main by alice". */
export function describeTrigger(trigger: components["schemas"]["Trigger"]): string {
  const branch = trigger.ref?.replace(/^refs\/(heads|tags)\//, "");
  return [
    kinds[trigger.kind] ?? trigger.kind,
    branch === undefined ? null : `to ${branch}`,
    trigger.actor === null ? null : `by ${shortRef(trigger.actor)}`,
  ]
    .filter((part) => part !== null)
    .join(" ");
}

/** The first eight digits of a commit. */
export function shortCommit(commit: string): string {
  return commit.slice(0, 8);
}
