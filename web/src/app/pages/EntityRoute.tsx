import { createLazyRoute } from "@tanstack/react-router";
import { EntityPage } from "@/features/catalog/EntityPage";

export const Route = createLazyRoute("/signed-in/catalog/$kind/$namespace/$name")({ component: EntityRoute });

function EntityRoute() {
  return <EntityPage parts={Route.useParams()} />;
}
