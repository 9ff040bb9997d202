import { createLazyRoute, useNavigate } from "@tanstack/react-router";
import { parseOutcomes } from "../search";
import { OutcomesPage } from "@/features/insights/OutcomesPage";

export const Route = createLazyRoute("/signed-in/outcomes")({ component: OutcomesRoute });

function OutcomesRoute() {
  const navigate = useNavigate();
  return (
    <OutcomesPage
      scope={parseOutcomes(Route.useSearch())}
      onScope={(search) => {
        void navigate({ to: "/outcomes", search, replace: true });
      }}
    />
  );
}
