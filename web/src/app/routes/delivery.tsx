import { createRoute } from "@tanstack/react-router";
import { parseApprovals, parseEnvironments } from "../search";
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

const approvals = createRoute({
  getParentRoute: () => signedIn,
  path: "/approvals",
  validateSearch: parseApprovals,
}).lazy(() => import("../pages/ApprovalsRoute").then((page) => page.Route));

export const deliveryRoutes = [environments, deployments, resources, approvals] as const;
