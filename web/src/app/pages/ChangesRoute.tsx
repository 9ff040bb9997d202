import { createLazyRoute, useNavigate } from "@tanstack/react-router";
import { parseChangeFilter } from "../search";
import { ChangesPage } from "@/features/forge/ChangesPage";

export const Route = createLazyRoute("/signed-in/changes")({
  component: function ChangesRoute() {
    const navigate = useNavigate();
    return (
      <ChangesPage
        filter={parseChangeFilter(Route.useSearch())}
        onFilter={(search) => {
          void navigate({ to: "/changes", search, replace: true });
        }}
      />
    );
  },
});
