import { createLazyRoute } from "@tanstack/react-router";
import { parseNewDefinition } from "../search";
import { useComponentNames } from "./componentNames";
import { NewDefinitionPage } from "@/features/delivery/NewDefinitionPage";
import { useMe } from "@/features/identity/identity.queries";

export const Route = createLazyRoute("/signed-in/resource-definitions/new")({
  component: function NewDefinitionRoute() {
    const navigate = Route.useNavigate();
    const { from } = parseNewDefinition(Route.useSearch());
    const me = useMe();
    const components = useComponentNames();
    if (me.data === undefined) return null;
    return (
      <NewDefinitionPage
        key={from ?? ""}
        from={from}
        user={me.data.ref}
        components={components}
        onSaved={(name) =>
          void (name === ""
            ? navigate({ to: "/resource-definitions" })
            : navigate({ to: "/resource-definitions/$name", params: { name } }))
        }
      />
    );
  },
});
