import { createLazyRoute, useNavigate } from "@tanstack/react-router";
import { DeploymentsPage } from "@/features/delivery/DeploymentsPage";
import { parseDeploymentsView } from "@/features/delivery/lanes";

export const Route = createLazyRoute("/signed-in/deployments")({ component: DeploymentsRoute });

function DeploymentsRoute() {
  const navigate = useNavigate();
  return (
    <DeploymentsPage
      view={parseDeploymentsView(Route.useSearch())}
      onView={(search) => {
        void navigate({ to: "/deployments", search, replace: true });
      }}
      onOpen={(deployment) => {
        void navigate({ to: "/runs/$id", params: { id: deployment.run } });
      }}
    />
  );
}
