import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Artifacts } from "./Artifacts";
import { FailureCard } from "./FailureCard";
import { NodeList } from "./NodeList";
import { NodeQuestion } from "./NodeQuestion";
import { RunActions } from "./RunActions";
import { RunGraph } from "./RunGraph";
import { isFinal, useRun, type RunDetail } from "./runs.queries";
import { RunSummary } from "./RunSummary";
import { findSelection } from "./selection";
import { ShellNote } from "./ShellNote";
import { StepLog } from "./StepLog";
import { CopyAs } from "@/shared/ui/CopyAs";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Page } from "@/shared/ui/Page";
import { Skeleton } from "@/shared/ui/Skeleton";
import "./runs.css";

/** What of a run is in sight; the search part of its URL. Absent parts follow the run. */
export interface RunView {
  node?: string;
  attempt?: number;
  step?: number;
  line?: number;
  /** What is looked for in the log. */
  find?: string;
}

interface RunPageProps {
  id: string;
  view: RunView;
  onView: (view: RunView) => void;
  permissions: readonly string[];
  /** What is asked of people by rules that are not the run's own. */
  approvals?: ReactNode;
  /** Called with the id of the run that was started. */
  onStarted: (id: string) => void;
}

export function RunPage({ id, view, onView, permissions, approvals, onStarted }: RunPageProps) {
  const run = useRun(id);

  if (run.isPending || run.isError) {
    return (
      <Page title="Run" lead={<code className="mono">{id}</code>} actions={<CopyRun id={id} name={id} />}>
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
  const { node, step } = selected;
  const place: RunView | undefined =
    node === undefined || step === undefined
      ? undefined
      : { node: node.key, step: step.index, ...(step.attempt === node.attempt ? {} : { attempt: step.attempt }) };
  // What freezes, guardrails and approvals of delivery are asked about.
  const isGuarded = data.kind === "deployment" || data.kind === "job";
  const isGraph = data.nodes.some((candidate) => candidate.needs.length > 0);
  return (
    <Page
      title={data.title}
      mark={<span className="run-number tabular">#{data.number}</span>}
      lead={<RunSummary run={data} />}
      actions={
        <>
          {data.kind === "deployment" && typeof data.inputs["deployment"] === "string" && (
            <Link className="text-link" to="/deployments/$id" params={{ id: data.inputs["deployment"] }}>
              What it stands on
            </Link>
          )}
          {isGuarded && (
            <Link className="text-link" to="/guardrails" search={{ about: `run:${data.id}` }}>
              Guardrails
            </Link>
          )}
          <RunActions run={data} permissions={permissions} onStarted={onStarted} />
          <CopyRun id={id} name={String(data.number)} />
        </>
      }
    >
      <div className="run-parts">
        <FailureCard run={data} onView={onView} />
        {data.kind === "shell" && <ShellNote run={data} />}
        {isGuarded && approvals}
        {data.nodes
          .filter(({ kind }) => !isGuarded || (kind !== "approval" && kind !== "delivery.resource"))
          .map((asking) => (
            <NodeQuestion key={asking.key} run={data.id} node={asking} permissions={permissions} />
          ))}
        {isGraph && (
          <RunGraph
            run={data}
            selected={node?.key}
            onNode={(key) => {
              onView({ node: key });
            }}
          />
        )}
        <div className="run panel table-frame">
          <div className="run-side">
            <NodeList run={data} selected={selected} onView={onView} />
            <Artifacts run={data} />
          </div>
          {node !== undefined && step !== undefined && place !== undefined ? (
            <StepLog
              key={`${node.key}/${String(step.index)}/${String(step.attempt)}`}
              runId={data.id}
              node={node}
              step={step}
              line={view.line}
              find={view.find ?? ""}
              onLine={(line) => {
                onView({ ...place, line, ...(view.find === undefined ? {} : { find: view.find }) });
              }}
              onFind={(find) => {
                onView({
                  ...place,
                  ...(view.line === undefined ? {} : { line: view.line }),
                  ...(find === "" ? {} : { find }),
                });
              }}
            />
          ) : (
            <NoLog run={data} node={node} />
          )}
        </div>
      </div>
    </Page>
  );
}

interface CopyRunProps {
  id: string;
  /** How the command line knows it. */
  name: string;
}

function CopyRun({ id, name }: CopyRunProps) {
  return <CopyAs cli={`towpath run show ${name}`} api={`/api/v1/runs/${id}`} />;
}

interface NoLogProps {
  run: RunDetail;
  node: RunDetail["nodes"][number] | undefined;
}

function NoLog({ run, node }: NoLogProps) {
  const isOver = isFinal(node?.state ?? run.state);
  const reason = node?.waitingReason ?? run.waitingReason;
  return (
    <div className="feedback">
      <h2>{isOver ? "There is no log." : "Nothing to see yet."}</h2>
      <p>{reason ?? (isOver ? "This writes none." : "The log appears here when the first step starts.")}</p>
      {run.rerunOf !== null && (
        <Link className="text-link" to="/runs/$id" params={{ id: run.rerunOf }}>
          Open the run that this one repeats
        </Link>
      )}
    </div>
  );
}
