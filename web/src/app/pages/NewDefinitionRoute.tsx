import { createLazyRoute } from "@tanstack/react-router";
import { NewDefinitionPage } from "@/features/delivery/NewDefinitionPage";

export const Route = createLazyRoute("/signed-in/resource-definitions/new")({
  component: function NewDefinitionRoute() {
    const navigate = Route.useNavigate();
    return (
      <NewDefinitionPage
        onSaved={(name) =>
          void (name === ""
            ? navigate({ to: "/resource-definitions" })
            : navigate({ to: "/resource-definitions/$name", params: { name } }))
        }
      />
    );
  },
});
