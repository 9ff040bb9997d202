import { createLazyRoute } from "@tanstack/react-router";
import { DefinitionsPage } from "@/features/delivery/DefinitionsPage";
import { useMe } from "@/features/identity/identity.queries";

export const Route = createLazyRoute("/signed-in/resource-definitions")({
  component: function DefinitionsRoute() {
    return <DefinitionsPage mayChange={useMe().data?.permissions.includes("definition.write") === true} />;
  },
});
