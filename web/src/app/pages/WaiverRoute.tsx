import { createLazyRoute } from "@tanstack/react-router";
import { WaiverPage } from "@/features/standards/WaiverPage";

export const Route = createLazyRoute("/signed-in/guardrails/waivers/$id")({
  component: function WaiverRoute() {
    const { id } = Route.useParams();
    return <WaiverPage key={id} id={id} />;
  },
});
