import { createLazyRoute } from "@tanstack/react-router";
import { DefinitionPage } from "@/features/delivery/DefinitionPage";
import { useMe } from "@/features/identity/identity.queries";

export const Route = createLazyRoute("/signed-in/resource-definitions/$name")({
  component: function DefinitionRoute() {
    const { name } = Route.useParams();
    const navigate = Route.useNavigate();
    return (
      <DefinitionPage
        key={name}
        name={name}
        mayChange={useMe().data?.permissions.includes("definition.write") === true}
        onRemoved={() => void navigate({ to: "/resource-definitions" })}
      />
    );
  },
});
