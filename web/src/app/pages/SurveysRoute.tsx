import { createLazyRoute, useNavigate } from "@tanstack/react-router";
import { SurveysPage } from "@/features/feedback/SurveysPage";
import { useMe } from "@/features/identity/identity.queries";

export const Route = createLazyRoute("/signed-in/surveys")({
  component: function SurveysRoute() {
    const navigate = useNavigate();
    return (
      <SurveysPage
        permissions={useMe().data?.permissions ?? []}
        onOpen={(id) => {
          void navigate({ to: "/surveys/$id", params: { id } });
        }}
      />
    );
  },
});
