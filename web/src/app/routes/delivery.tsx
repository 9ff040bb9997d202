import { createRoute } from "@tanstack/react-router";
import { parseApprovals, parseDrift, parseEnvironments, parseNewDefinition } from "../search";
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

const drift = createRoute({
  getParentRoute: () => signedIn,
  path: "/resources/drift",
  validateSearch: parseDrift,
}).lazy(() => import("../pages/DriftRoute").then((page) => page.Route));

const deployment = createRoute({ getParentRoute: () => signedIn, path: "/deployments/$id" }).lazy(() =>
  import("../pages/DeploymentRoute").then((page) => page.Route),
);

const approvals = createRoute({
  getParentRoute: () => signedIn,
  path: "/approvals",
  validateSearch: parseApprovals,
}).lazy(() => import("../pages/ApprovalsRoute").then((page) => page.Route));

const definitions = createRoute({ getParentRoute: () => signedIn, path: "/resource-definitions" }).lazy(() =>
  import("../pages/DefinitionsRoute").then((page) => page.Route),
);

const newDefinition = createRoute({
  getParentRoute: () => signedIn,
  path: "/resource-definitions/new",
  validateSearch: parseNewDefinition,
}).lazy(() => import("../pages/NewDefinitionRoute").then((page) => page.Route));

const definition = createRoute({ getParentRoute: () => signedIn, path: "/resource-definitions/$name" }).lazy(() =>
  import("../pages/DefinitionRoute").then((page) => page.Route),
);

export const deliveryRoutes = [
  environments,
  deployments,
  deployment,
  resources,
  drift,
  approvals,
  definitions,
  newDefinition,
  definition,
] as const;
