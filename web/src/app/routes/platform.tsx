import { createRoute } from "@tanstack/react-router";
import { parseFeedback, parseRoadmap } from "../search";
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

export const platformRoutes = [platform, feedback, roadmap] as const;
