import { createLazyRoute, useNavigate } from "@tanstack/react-router";
import { parseRunView } from "../search";
import { RunPage } from "@/features/runs/RunPage";

export const Route = createLazyRoute("/signed-in/runs/$id")({ component: RunRoute });

function RunRoute() {
  const { id } = Route.useParams();
  const navigate = useNavigate();
  return (
    <RunPage
      key={id}
      id={id}
      view={parseRunView(Route.useSearch())}
      onView={(search) => {
        void navigate({ to: "/runs/$id", params: { id }, search, replace: true });
      }}
      onRerun={(started) => {
        void navigate({ to: "/runs/$id", params: { id: started } });
      }}
    />
  );
}
