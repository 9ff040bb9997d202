import { createLazyRoute } from "@tanstack/react-router";
import { DeploymentPage } from "@/features/delivery/DeploymentPage";
import { useDeployment } from "@/features/delivery/delivery.queries";
import { useMe } from "@/features/identity/identity.queries";
import { useRun } from "@/features/runs/runs.queries";
import { DecisionList } from "@/features/standards/DecisionList";
import "@/features/standards/standards.css";

export const Route = createLazyRoute("/signed-in/deployments/$id")({
  component: function DeploymentRoute() {
    const { id } = Route.useParams();
    const run = useDeployment(id).data?.run;
    return run === undefined ? (
      <DeploymentPage id={id} run={undefined} decisions={undefined} />
    ) : (
      <Known id={id} run={run} />
    );
  },
});

interface KnownProps {
  id: string;
  run: string;
}

/** With its run, which tells of itself as long as it goes on. */
function Known({ id, run }: KnownProps) {
  const mayRead = useMe().data?.permissions.includes("decision.read") === true;
  return (
    <DeploymentPage
      id={id}
      run={useRun(run).data}
      decisions={mayRead ? <DecisionList filter={{ about: `run:${run}` }} /> : undefined}
    />
  );
}
