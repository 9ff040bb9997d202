import { createLazyRoute, useNavigate } from "@tanstack/react-router";
import { parseGuardrails } from "../search";
import { GuardrailsPage } from "@/features/standards/GuardrailsPage";

export const Route = createLazyRoute("/signed-in/guardrails")({
  component: function GuardrailsRoute() {
    const navigate = useNavigate();
    return (
      <GuardrailsPage
        view={parseGuardrails(Route.useSearch())}
        onView={(search) => {
          void navigate({ to: "/guardrails", search, replace: true });
        }}
      />
    );
  },
});
