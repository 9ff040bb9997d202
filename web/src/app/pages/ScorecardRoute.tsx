import { createLazyRoute, useNavigate } from "@tanstack/react-router";
import { parseScorecard } from "../search";
import { useMe } from "@/features/identity/identity.queries";
import { ScorecardPage } from "@/features/scorecards/ScorecardPage";

export const Route = createLazyRoute("/signed-in/scorecards/$name")({
  component: function ScorecardRoute() {
    const { name } = Route.useParams();
    const navigate = useNavigate();
    return (
      <ScorecardPage
        key={name}
        name={name}
        view={parseScorecard(Route.useSearch())}
        onView={(search) => {
          void navigate({ to: "/scorecards/$name", params: { name }, search, replace: true });
        }}
        permissions={useMe().data?.permissions ?? []}
      />
    );
  },
});
