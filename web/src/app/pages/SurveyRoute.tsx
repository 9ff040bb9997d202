import { createLazyRoute } from "@tanstack/react-router";
import { SurveyPage } from "@/features/feedback/SurveyPage";
import { useMe } from "@/features/identity/identity.queries";

export const Route = createLazyRoute("/signed-in/surveys/$id")({
  component: function SurveyRoute() {
    return <SurveyPage id={Route.useParams().id} permissions={useMe().data?.permissions ?? []} />;
  },
});
