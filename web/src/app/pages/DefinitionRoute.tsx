import { createLazyRoute } from "@tanstack/react-router";
import { useComponentNames } from "./componentNames";
import { DefinitionPage } from "@/features/delivery/DefinitionPage";
import { useMe } from "@/features/identity/identity.queries";

export const Route = createLazyRoute("/signed-in/resource-definitions/$name")({
  component: function DefinitionRoute() {
    const { name } = Route.useParams();
    const navigate = Route.useNavigate();
    const me = useMe();
    const components = useComponentNames();
    if (me.data === undefined) return null;
    return (
      <DefinitionPage
        key={name}
        name={name}
        mayChange={me.data.permissions.includes("definition.write")}
        user={me.data.ref}
        components={components}
        onRemoved={() => void navigate({ to: "/resource-definitions" })}
      />
    );
  },
});
