import { createRoute } from "@tanstack/react-router";
import { parseText } from "../search";
import { signedIn } from "./root";

const docs = createRoute({
  getParentRoute: () => signedIn,
  path: "/docs",
  validateSearch: parseText,
}).lazy(() => import("../pages/DocsRoute").then((page) => page.Route));

const docSet = createRoute({
  getParentRoute: () => signedIn,
  path: "/docs/$kind/$namespace/$name/$",
  validateSearch: parseText,
}).lazy(() => import("../pages/DocSetRoute").then((page) => page.Route));

const report = createRoute({ getParentRoute: () => signedIn, path: "/docs/report" }).lazy(() =>
  import("../pages/DocsReportRoute").then((page) => page.Route),
);

export const docRoutes = [docs, docSet, report] as const;
