import { createLazyRoute, useNavigate } from "@tanstack/react-router";
import { parseRoadmap } from "../search";
import { RoadmapPage } from "@/features/feedback/RoadmapPage";
import { useMe } from "@/features/identity/identity.queries";

export const Route = createLazyRoute("/signed-in/roadmap")({
  component: function RoadmapRoute() {
    const navigate = useNavigate();
    return (
      <RoadmapPage
        view={parseRoadmap(Route.useSearch())}
        onView={(search) => {
          void navigate({ to: "/roadmap", search, replace: true });
        }}
        permissions={useMe().data?.permissions ?? []}
      />
    );
  },
});
