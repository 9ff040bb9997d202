import { createLazyRoute, useNavigate } from "@tanstack/react-router";
import { parseOutcomes } from "../search";
import { useMe } from "@/features/identity/identity.queries";
import { MetricPage } from "@/features/insights/MetricPage";

export const Route = createLazyRoute("/signed-in/outcomes/$metric")({ component: MetricRoute });

function MetricRoute() {
  const navigate = useNavigate();
  const { metric } = Route.useParams();
  const mayChange = useMe().data?.permissions.includes("target.update") === true;
  return (
    <MetricPage
      name={metric}
      scope={parseOutcomes(Route.useSearch())}
      mayChange={mayChange}
      onScope={(search) => {
        void navigate({ to: "/outcomes/$metric", params: { metric }, search, replace: true });
      }}
    />
  );
}
