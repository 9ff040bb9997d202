import { createRoute } from "@tanstack/react-router";
import { parseWizard } from "../search";
import { signedIn } from "./root";

const create = createRoute({ getParentRoute: () => signedIn, path: "/create" }).lazy(() =>
  import("../pages/CreateRoute").then((page) => page.Route),
);

const wizard = createRoute({
  getParentRoute: () => signedIn,
  path: "/create/$name",
  validateSearch: parseWizard,
}).lazy(() => import("../pages/WizardRoute").then((page) => page.Route));

export const createRoutes = [create, wizard] as const;
