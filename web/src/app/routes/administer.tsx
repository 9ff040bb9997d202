import { createRoute, redirect } from "@tanstack/react-router";
import { parseApiView, parseAuditView } from "../search";
import { signedIn } from "./root";

const audit = createRoute({
  getParentRoute: () => signedIn,
  path: "/audit",
  validateSearch: parseAuditView,
}).lazy(() => import("../pages/AuditRoute").then((page) => page.Route));

const apiReference = createRoute({
  getParentRoute: () => signedIn,
  path: "/api-reference",
  validateSearch: parseApiView,
}).lazy(() => import("../pages/ApiReferenceRoute").then((page) => page.Route));

const settings = createRoute({
  getParentRoute: () => signedIn,
  path: "/settings",
  beforeLoad: () => {
    throw redirect({ to: "/settings/$section", params: { section: "profile" }, replace: true });
  },
});

const settingsSection = createRoute({
  getParentRoute: () => signedIn,
  path: "/settings/$section",
}).lazy(() => import("../pages/SettingsRoute").then((page) => page.Route));

export const administerRoutes = [audit, apiReference, settings, settingsSection] as const;
