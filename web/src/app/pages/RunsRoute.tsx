import { createLazyRoute, useNavigate } from "@tanstack/react-router";
import { parseRunFilter } from "../search";
import { RunsPage } from "@/features/runs/RunsPage";

export const Route = createLazyRoute("/signed-in/runs")({ component: RunsRoute });

function RunsRoute() {
  const navigate = useNavigate();
  return (
    <RunsPage
      filter={parseRunFilter(Route.useSearch())}
      onFilter={(search) => {
        void navigate({ to: "/runs", search, replace: true });
      }}
    />
  );
}
