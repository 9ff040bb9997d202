import { createRoute } from "@tanstack/react-router";
import { parseScorecard } from "../search";
import { signedIn } from "./root";

const scorecards = createRoute({ getParentRoute: () => signedIn, path: "/scorecards" }).lazy(() =>
  import("../pages/ScorecardsRoute").then((page) => page.Route),
);

const scorecard = createRoute({
  getParentRoute: () => signedIn,
  path: "/scorecards/$name",
  validateSearch: parseScorecard,
}).lazy(() => import("../pages/ScorecardRoute").then((page) => page.Route));

const campaigns = createRoute({ getParentRoute: () => signedIn, path: "/campaigns" }).lazy(() =>
  import("../pages/CampaignsRoute").then((page) => page.Route),
);

const campaign = createRoute({ getParentRoute: () => signedIn, path: "/campaigns/$id" }).lazy(() =>
  import("../pages/CampaignRoute").then((page) => page.Route),
);

export const standardsRoutes = [scorecards, scorecard, campaigns, campaign] as const;
