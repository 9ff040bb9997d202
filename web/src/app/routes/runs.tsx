import { createRoute } from "@tanstack/react-router";
import { parseRunFilter, parseRunView } from "../search";
import { signedIn } from "./root";

const runs = createRoute({
  getParentRoute: () => signedIn,
  path: "/runs",
  validateSearch: parseRunFilter,
}).lazy(() => import("../pages/RunsRoute").then((page) => page.Route));

const run = createRoute({
  getParentRoute: () => signedIn,
  path: "/runs/$id",
  validateSearch: parseRunView,
}).lazy(() => import("../pages/RunRoute").then((page) => page.Route));

export const runRoutes = [runs, run] as const;
