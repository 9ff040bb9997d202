import { createRoute } from "@tanstack/react-router";
import { parseHome, parseOutcomes } from "../search";
import { signedIn } from "./root";

const home = createRoute({
  getParentRoute: () => signedIn,
  path: "/",
  validateSearch: parseHome,
}).lazy(() => import("../pages/HomeRoute").then((page) => page.Route));

const health = createRoute({ getParentRoute: () => signedIn, path: "/health" }).lazy(() =>
  import("../pages/HealthRoute").then((page) => page.Route),
);

const outcomes = createRoute({
  getParentRoute: () => signedIn,
  path: "/outcomes",
  validateSearch: parseOutcomes,
}).lazy(() => import("../pages/OutcomesRoute").then((page) => page.Route));

const metric = createRoute({
  getParentRoute: () => signedIn,
  path: "/outcomes/$metric",
  validateSearch: parseOutcomes,
}).lazy(() => import("../pages/MetricRoute").then((page) => page.Route));

const learn = createRoute({ getParentRoute: () => signedIn, path: "/learn" }).lazy(() =>
  import("../pages/LearnRoute").then((page) => page.Route),
);

export const homeRoutes = [home, health, outcomes, metric, learn] as const;
