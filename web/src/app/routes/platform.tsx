import { createRoute } from "@tanstack/react-router";
import { parseFeedback, parseItem, parseRoadmap } from "../search";
import { signedIn } from "./root";

const feedback = createRoute({
  getParentRoute: () => signedIn,
  path: "/feedback",
  validateSearch: parseFeedback,
}).lazy(() => import("../pages/FeedbackRoute").then((page) => page.Route));

const roadmap = createRoute({
  getParentRoute: () => signedIn,
  path: "/roadmap",
  validateSearch: parseRoadmap,
}).lazy(() => import("../pages/RoadmapRoute").then((page) => page.Route));

const platform = createRoute({ getParentRoute: () => signedIn, path: "/platform" }).lazy(() =>
  import("../pages/PlatformRoute").then((page) => page.Route),
);

const surveys = createRoute({ getParentRoute: () => signedIn, path: "/surveys" }).lazy(() =>
  import("../pages/SurveysRoute").then((page) => page.Route),
);

const survey = createRoute({ getParentRoute: () => signedIn, path: "/surveys/$id" }).lazy(() =>
  import("../pages/SurveyRoute").then((page) => page.Route),
);

const announcements = createRoute({
  getParentRoute: () => signedIn,
  path: "/announcements",
  validateSearch: parseItem,
}).lazy(() => import("../pages/AnnouncementsRoute").then((page) => page.Route));

export const platformRoutes = [platform, feedback, roadmap, surveys, survey, announcements] as const;
