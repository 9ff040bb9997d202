import { createLazyRoute } from "@tanstack/react-router";
import { useMe } from "@/features/identity/identity.queries";
import { CampaignPage } from "@/features/scorecards/CampaignPage";

export const Route = createLazyRoute("/signed-in/campaigns/$id")({
  component: function CampaignRoute() {
    const { id } = Route.useParams();
    return <CampaignPage key={id} id={id} permissions={useMe().data?.permissions ?? []} />;
  },
});
