import { createLazyRoute, useNavigate } from "@tanstack/react-router";
import { parseChangeView } from "../search";
import { ChangePage } from "@/features/forge/ChangePage";

export const Route = createLazyRoute("/signed-in/repositories/$name/changes/$number")({
  component: function ChangeRoute() {
    const navigate = useNavigate();
    const params = Route.useParams();
    return (
      <ChangePage
        key={`${params.name} ${params.number}`}
        place={{ name: params.name, number: Number(params.number) }}
        view={parseChangeView(Route.useSearch())}
        onView={(search) => {
          void navigate({ to: "/repositories/$name/changes/$number", params, search, replace: true });
        }}
      />
    );
  },
});
