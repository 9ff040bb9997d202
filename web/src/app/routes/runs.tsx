import { createRoute, useNavigate } from "@tanstack/react-router";
import { parseRunFilter, parseRunView } from "../search";
import { signedIn } from "./root";
import { RunsPage } from "@/features/runs/RunsPage";

const runs = createRoute({
  getParentRoute: () => signedIn,
  path: "/runs",
  validateSearch: parseRunFilter,
  component: function RunsRoute() {
    const navigate = useNavigate();
    return (
      <RunsPage
        filter={parseRunFilter(runs.useSearch())}
        onFilter={(search) => {
          void navigate({ to: "/runs", search, replace: true });
        }}
      />
    );
  },
});

const run = createRoute({
  getParentRoute: () => signedIn,
  path: "/runs/$id",
  validateSearch: parseRunView,
}).lazy(() => import("../pages/RunRoute").then((page) => page.Route));

export const runRoutes = [runs, run] as const;
