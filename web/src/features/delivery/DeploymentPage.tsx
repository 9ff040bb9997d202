import { Link } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { partsOf, type Run } from "./deploymentGraph";
import { useDeployment, useResources, type Deployment } from "./delivery.queries";
import { PartList } from "./PartList";
import { actionsOf } from "./plan";
import { planCostOf } from "./planCost";
import { PlanView } from "./PlanView";
import { shortRef } from "@/shared/lib/refs";
import { CopyAs } from "@/shared/ui/CopyAs";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Graph } from "@/shared/ui/Graph";
import { Page } from "@/shared/ui/Page";
import { Skeleton } from "@/shared/ui/Skeleton";
import { StateBadge, stateLabel } from "@/shared/ui/StateMark";
import { Duration, RelativeTime } from "@/shared/ui/Time";
import "./delivery.css";
import "./deployment.css";

interface DeploymentPageProps {
  id: string;
  /** Its run as it goes on; undefined while it is read, or when it is no longer kept. */
  run: Run | undefined;
  /** What guardrails said to it. */
  decisions: ReactNode;
}

const words: Record<Deployment["mode"], string> = {
  deploy: "deployed to",
  promote: "promoted to",
  rollback: "rolled back in",
  restart: "started again in",
  stop: "stopped in",
};

/** One deployment: what it stands on, live while its run goes on, and what its plan was. */
export function DeploymentPage({ id, run, decisions }: DeploymentPageProps) {
  const deployment = useDeployment(id);
  const { data } = deployment;
  return (
    <Page
      title={data === undefined ? "Deployment" : `${data.component} in ${data.environment}`}
      mark={data === undefined ? undefined : <StateBadge state={run?.state ?? data.state} />}
      lead={data === undefined ? <code className="mono">{id}</code> : <Facts deployment={data} />}
      actions={
        <>
          {data !== undefined && (
            <Link className="text-link" to="/runs/$id" params={{ id: data.run }}>
              Its run
            </Link>
          )}
          <CopyAs cli={`towpath status ${data?.component ?? ""}`} api={`/api/v1/deployments/${id}`} />
        </>
      }
    >
      <div className="page-scroll deployment">
        {deployment.isPending && <Skeleton label="Loading the deployment" lines={6} />}
        {deployment.isError && <ErrorPanel error={deployment.error} onRetry={() => void deployment.refetch()} />}
        {data !== undefined && <Parts deployment={data} run={run} />}
        {data !== undefined && (
          <section className="panel deployment-part" aria-label="Plan">
            <h2>What was planned</h2>
            {"actions" in data.plan ? (
              <PlanView actions={actionsOf(data.plan)} cost={planCostOf(data.plan)} decisions={decisions} />
            ) : (
              <p className="soft">The plan is made when its turn comes.</p>
            )}
          </section>
        )}
      </div>
    </Page>
  );
}

interface FactsProps {
  deployment: Deployment;
}

function Facts({ deployment }: FactsProps) {
  const { mode, environment, requestedBy, createdAt, finishedAt, reason } = deployment;
  return (
    <>
      {words[mode]} {environment} by <bdi>{shortRef(requestedBy)}</bdi>, <RelativeTime at={createdAt} />
      {finishedAt !== null && (
        <>
          , took <Duration from={createdAt} to={finishedAt} />
        </>
      )}
      {reason !== "" && (
        <>
          {" "}
          · <bdi>{reason}</bdi>
        </>
      )}
    </>
  );
}

interface PartsProps {
  deployment: Deployment;
  run: Run | undefined;
}

function Parts({ deployment, run }: PartsProps) {
  const resources = useResources(deployment.component);
  const [selected, setSelected] = useState<string>();
  const parts = partsOf(deployment, run, resources.data?.items ?? []);
  return (
    <section className="deployment-parts" aria-labelledby="stands-on">
      <h2 id="stands-on">What it stands on</h2>
      {resources.isError && <ErrorPanel error={resources.error} onRetry={() => void resources.refetch()} />}
      <Graph
        label="Graph of the deployment"
        hint="Enter shows one of them in the list below."
        isAlways
        nodes={parts.map(({ key, kind, needs, title, state, node, id }) => ({
          key,
          needs,
          title,
          ...(state === undefined ? {} : { state }),
          description: [kind, id ?? title, state === undefined ? "" : stateLabel(state), node?.waitingReason ?? ""]
            .filter((each) => each !== "")
            .join(" · "),
          ...(node === undefined ? {} : { note: <Duration from={node.startedAt} to={node.finishedAt} /> }),
          isPassed: kind === "definition" || state === "succeeded",
        }))}
        selected={selected}
        onNode={setSelected}
      />
      <PartList parts={parts} run={deployment.run} selected={selected} />
    </section>
  );
}
