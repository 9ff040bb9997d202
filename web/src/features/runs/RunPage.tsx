import { Button } from "@mantine/core";
import { NodeList } from "./NodeList";
import { findSelection } from "./selection";
import { isFinal, useCancelRun, useRerun, useRun, type RunDetail } from "./runs.queries";
import { StepLog } from "./StepLog";
import { describeTrigger, shortCommit } from "./trigger";
import { CopyAs } from "@/shared/ui/CopyAs";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { IconGitCommit, IconPlayerStop, IconRefresh } from "@/shared/ui/icons";
import { Page } from "@/shared/ui/Page";
import { Skeleton } from "@/shared/ui/Skeleton";
import { StateBadge } from "@/shared/ui/StateMark";
import { Duration, RelativeTime } from "@/shared/ui/Time";
import "./runs.css";

/** What of a run is in sight; the search part of its URL. Absent parts follow the run. */
export interface RunView {
  node?: string;
  step?: number;
  line?: number;
}

interface RunPageProps {
  id: string;
  view: RunView;
  onView: (view: RunView) => void;
  /** Called with the id of the run that was started. */
  onRerun: (id: string) => void;
}

export function RunPage({ id, view, onView, onRerun }: RunPageProps) {
  const run = useRun(id);
  const copyAs = <CopyAs cli={`towpath run show ${id}`} api={`/api/v1/runs/${id}`} />;

  if (run.isPending || run.isError) {
    return (
      <Page title="Run" lead={<code className="mono">{id}</code>} actions={copyAs}>
        <div className="panel">
          {run.isPending ? (
            <Skeleton label="Loading the run" lines={6} />
          ) : (
            <ErrorPanel error={run.error} onRetry={() => void run.refetch()} />
          )}
        </div>
      </Page>
    );
  }
  const { data } = run;
  const selected = findSelection(data, view);
  return (
    <Page
      title={data.title}
      mark={<span className="run-number tabular">#{data.number}</span>}
      lead={<Summary run={data} />}
      actions={
        <>
          <RunActions run={data} onRerun={onRerun} />
          {copyAs}
        </>
      }
    >
      <Failure run={data} onView={onView} />
      <div className="run panel table-frame">
        <NodeList run={data} selected={selected} onView={onView} />
        {selected.node !== undefined && selected.step !== undefined ? (
          <StepLog
            key={`${selected.node.key}/${String(selected.step.index)}/${String(selected.step.attempt)}`}
            runId={data.id}
            node={selected.node}
            step={selected.step}
            line={view.line}
            onLine={(line) => {
              onView({ node: selected.node?.key ?? "", step: selected.step?.index ?? 0, line });
            }}
          />
        ) : (
          <NoLog run={data} node={selected.node} />
        )}
      </div>
    </Page>
  );
}

interface RunProps {
  run: RunDetail;
}

function Summary({ run }: RunProps) {
  return (
    <div className="run-summary" role="status">
      <StateBadge state={run.state} />
      <Duration from={run.startedAt} to={run.finishedAt} />
      <span>{describeTrigger(run.trigger)}</span>
      {run.trigger.commit !== null && (
        <span className="run-commit">
          <IconGitCommit size={15} stroke={1.7} aria-label="Commit" />
          <code className="mono">{shortCommit(run.trigger.commit)}</code>
        </span>
      )}
      <RelativeTime at={run.createdAt} />
      {run.waitingReason !== null && <span className="run-waiting">{run.waitingReason}</span>}
    </div>
  );
}

interface RunActionsProps extends RunProps {
  onRerun: (id: string) => void;
}

function RunActions({ run, onRerun }: RunActionsProps) {
  const cancel = useCancelRun(run.id);
  const rerun = useRerun(run.id);
  const error = cancel.error ?? rerun.error;
  const start = (mode: "all" | "failed") => {
    rerun.mutate(mode, {
      onSuccess: (started) => {
        onRerun(started.id);
      },
    });
  };
  const icon = <IconRefresh size={15} stroke={1.7} />;

  return (
    <>
      {error !== null && (
        <span className="run-action-error" role="alert">
          {error.message}
        </span>
      )}
      {!isFinal(run.state) && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlayerStop size={15} stroke={1.7} />}
          loading={cancel.isPending}
          onClick={() => {
            cancel.mutate();
          }}
        >
          {run.state === "cancelling" ? "Force cancel" : "Cancel run"}
        </Button>
      )}
      {(run.state === "failed" || run.state === "timed_out") && (
        <Button
          size="xs"
          leftSection={icon}
          loading={rerun.isPending && rerun.variables === "failed"}
          onClick={() => {
            start("failed");
          }}
        >
          Run failed again
        </Button>
      )}
      {isFinal(run.state) && (
        <Button
          size="xs"
          variant="default"
          leftSection={icon}
          loading={rerun.isPending && rerun.variables === "all"}
          onClick={() => {
            start("all");
          }}
        >
          Run all again
        </Button>
      )}
    </>
  );
}

interface FailureProps extends RunProps {
  onView: (view: RunView) => void;
}

/** Why the run failed, before anything else. */
function Failure({ run, onView }: FailureProps) {
  const node = run.nodes.find((candidate) => candidate.error !== null);
  const error = run.error ?? node?.error;
  if (error === null || error === undefined) return null;
  return (
    <section className="run-failure" aria-label="Why it failed">
      <div>
        <b>{error.message}</b>
        {error.hint !== null && <p>{error.hint}</p>}
      </div>
      <code className="mono faint">{error.code}</code>
      {node !== undefined && node.steps.length > 0 && (
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => {
            onView({ node: node.key });
          }}
        >
          Show the log
        </Button>
      )}
    </section>
  );
}

interface NoLogProps extends RunProps {
  node: RunDetail["nodes"][number] | undefined;
}

function NoLog({ run, node }: NoLogProps) {
  const reason = node?.waitingReason ?? run.waitingReason;
  return (
    <div className="feedback">
      <h2>{isFinal(node?.state ?? run.state) ? "There is no log." : "Nothing to see yet."}</h2>
      <p>
        {reason ??
          (isFinal(node?.state ?? run.state)
            ? "Nothing of this ran."
            : "The log appears here when the first step starts.")}
      </p>
    </div>
  );
}
