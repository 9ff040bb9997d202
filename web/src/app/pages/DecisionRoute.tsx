import { createLazyRoute } from "@tanstack/react-router";
import { DecisionPage } from "@/features/standards/DecisionPage";

export const Route = createLazyRoute("/signed-in/guardrails/decisions/$id")({
  component: function DecisionRoute() {
    const { id } = Route.useParams();
    return <DecisionPage key={id} id={id} />;
  },
});
