import { createLazyRoute, useNavigate } from "@tanstack/react-router";
import { parseDrift } from "../search";
import { DriftPage } from "@/features/delivery/DriftPage";

export const Route = createLazyRoute("/signed-in/resources/drift")({ component: DriftRoute });

function DriftRoute() {
  const navigate = useNavigate();
  return (
    <DriftPage
      filter={parseDrift(Route.useSearch())}
      onAll={() => {
        void navigate({ to: "/resources/drift" });
      }}
      onRun={(id) => {
        void navigate({ to: "/runs/$id", params: { id } });
      }}
    />
  );
}
