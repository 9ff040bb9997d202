import { Tooltip } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { compareDuration } from "./duration";
import type { Run, RunDetail } from "./runs.queries";
import { Subject } from "./Subject";
import { describeTrigger, shortCommit } from "./trigger";
import { useSeconds } from "@/shared/lib/clock";
import { formatDuration } from "@/shared/lib/time";
import { IconGitCommit } from "@/shared/ui/icons";
import { StateBadge } from "@/shared/ui/StateMark";
import { Duration, RelativeTime } from "@/shared/ui/Time";

interface RunSummaryProps {
  run: RunDetail;
}

/** The run in one line: state, how long, what for, who, when, and why it waits. */
export function RunSummary({ run }: RunSummaryProps) {
  return (
    <div className="run-summary">
      <span role="status">
        <StateBadge state={run.state} />
      </span>
      <span className="run-duration">
        <Duration from={run.startedAt} to={run.finishedAt} /> <AgainstTypical run={run} />
      </span>
      <Subject subject={run.subject} />
      <span>{describeTrigger(run.trigger)}</span>
      {run.trigger.commit !== null && <Commit subject={run.subject} commit={run.trigger.commit} />}
      <RelativeTime at={run.createdAt} />
      {run.rerunOf !== null && (
        <Link className="text-link" to="/runs/$id" params={{ id: run.rerunOf }}>
          repeats an earlier run
        </Link>
      )}
      {run.waitingReason !== null && <span className="run-waiting">{run.waitingReason}</span>}
    </div>
  );
}

interface AgainstTypicalProps {
  run: Run;
}

/** How the duration compares with that of the runs before. Nothing below three of them. */
export function AgainstTypical({ run }: AgainstTypicalProps) {
  const now = useSeconds(run.typical !== null && run.startedAt !== null && run.finishedAt === null);
  const compared = compareDuration(run, now);
  if (compared === undefined) return null;
  const { typical, runs, words, isSlow } = compared;
  return (
    <Tooltip label={`Median of the last ${String(runs)} that succeeded: ${formatDuration(typical)}`}>
      <span className="run-typical" data-slow={isSlow || undefined}>
        {words}
      </span>
    </Tooltip>
  );
}

interface CommitProps {
  subject: string | null;
  commit: string;
}

function Commit({ subject, commit }: CommitProps) {
  const repository = /^repository:(.+)$/.exec(subject ?? "")?.[1];
  const sign = (
    <>
      <IconGitCommit size={15} stroke={1.7} aria-label="Commit" />
      <code className="mono">{shortCommit(commit)}</code>
    </>
  );
  return repository === undefined ? (
    <span className="run-commit">{sign}</span>
  ) : (
    <Link className="run-commit text-link" to="/repositories/$name" params={{ name: repository }}>
      {sign}
    </Link>
  );
}
