import { createRoute } from "@tanstack/react-router";
import { parseChangeFilter, parseChangeView } from "../search";
import { signedIn } from "./root";

const changes = createRoute({
  getParentRoute: () => signedIn,
  path: "/changes",
  validateSearch: parseChangeFilter,
}).lazy(() => import("../pages/ChangesRoute").then((page) => page.Route));

const change = createRoute({
  getParentRoute: () => signedIn,
  path: "/repositories/$name/changes/$number",
  validateSearch: parseChangeView,
}).lazy(() => import("../pages/ChangeRoute").then((page) => page.Route));

const repositories = createRoute({
  getParentRoute: () => signedIn,
  path: "/repositories",
}).lazy(() => import("../pages/RepositoriesRoute").then((page) => page.Route));

const repository = createRoute({
  getParentRoute: () => signedIn,
  path: "/repositories/$name",
}).lazy(() => import("../pages/RepositoryRoute").then((page) => page.Route));

export const changeRoutes = [changes, change, repositories, repository] as const;
