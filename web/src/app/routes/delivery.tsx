import { createRoute } from "@tanstack/react-router";
import { parseEnvironments } from "../search";
import { signedIn } from "./root";
import { parseDeploymentsView } from "@/features/delivery/lanes";

const environments = createRoute({
  getParentRoute: () => signedIn,
  path: "/environments",
  validateSearch: parseEnvironments,
}).lazy(() => import("../pages/EnvironmentsRoute").then((page) => page.Route));

const deployments = createRoute({
  getParentRoute: () => signedIn,
  path: "/deployments",
  validateSearch: parseDeploymentsView,
}).lazy(() => import("../pages/DeploymentsRoute").then((page) => page.Route));

const resources = createRoute({ getParentRoute: () => signedIn, path: "/resources" }).lazy(() =>
  import("../pages/ResourcesRoute").then((page) => page.Route),
);

export const deliveryRoutes = [environments, deployments, resources] as const;
