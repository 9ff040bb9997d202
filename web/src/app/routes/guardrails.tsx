import { createRoute } from "@tanstack/react-router";
import { parseGuardrails } from "../search";
import { signedIn } from "./root";

const guardrails = createRoute({
  getParentRoute: () => signedIn,
  path: "/guardrails",
  validateSearch: parseGuardrails,
}).lazy(() => import("../pages/GuardrailsRoute").then((page) => page.Route));

const policy = createRoute({ getParentRoute: () => signedIn, path: "/guardrails/policies/$name" }).lazy(() =>
  import("../pages/PolicyRoute").then((page) => page.Route),
);

const decision = createRoute({ getParentRoute: () => signedIn, path: "/guardrails/decisions/$id" }).lazy(() =>
  import("../pages/DecisionRoute").then((page) => page.Route),
);

const waiver = createRoute({ getParentRoute: () => signedIn, path: "/guardrails/waivers/$id" }).lazy(() =>
  import("../pages/WaiverRoute").then((page) => page.Route),
);

export const guardrailRoutes = [guardrails, policy, decision, waiver] as const;
