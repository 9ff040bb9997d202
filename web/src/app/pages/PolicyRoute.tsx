import { createLazyRoute } from "@tanstack/react-router";
import { useMe } from "@/features/identity/identity.queries";
import { PolicyPage } from "@/features/standards/PolicyPage";

export const Route = createLazyRoute("/signed-in/guardrails/policies/$name")({
  component: function PolicyRoute() {
    const { name } = Route.useParams();
    return (
      <PolicyPage key={name} name={name} mayChange={useMe().data?.permissions.includes("policy.write") === true} />
    );
  },
});
