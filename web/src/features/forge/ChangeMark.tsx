import type { Change } from "./changes.queries";
import { IconGitMerge, IconGitPullRequest } from "@/shared/ui/icons";
import "./changes.css";

const labels: Record<Change["state"], string> = { open: "Open", merged: "Merged", closed: "Closed" };

interface ChangeMarkProps {
  state: Change["state"];
  size?: number;
}

/** A change's state by shape and colour, and by name for those who see neither. */
export function ChangeMark({ state, size = 17 }: ChangeMarkProps) {
  const Sign = state === "merged" ? IconGitMerge : IconGitPullRequest;
  return (
    <span className="change-mark" data-state={state} role="img" aria-label={labels[state]}>
      <Sign size={size} stroke={1.8} />
    </span>
  );
}

/** The state in words, for headers. */
export function ChangeBadge({ state }: ChangeMarkProps) {
  return (
    <span className="change-badge" data-state={state}>
      <ChangeMark state={state} size={15} />
      <span aria-hidden>{labels[state]}</span>
    </span>
  );
}
