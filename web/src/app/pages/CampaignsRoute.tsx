import { createLazyRoute } from "@tanstack/react-router";
import { CampaignsPage } from "@/features/scorecards/CampaignsPage";

export const Route = createLazyRoute("/signed-in/campaigns")({ component: CampaignsPage });
