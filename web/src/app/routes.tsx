import type { QueryClient } from "@tanstack/react-query";
import { createBrowserHistory, createRouter, type RouterHistory } from "@tanstack/react-router";
import { administerRoutes } from "./routes/administer";
import { catalogRoutes } from "./routes/catalog";
import { changeRoutes } from "./routes/changes";
import { createRoutes } from "./routes/create";
import { deliveryRoutes } from "./routes/delivery";
import { docRoutes } from "./routes/docs";
import { guardrailRoutes } from "./routes/guardrails";
import { homeRoutes } from "./routes/home";
import { platformRoutes } from "./routes/platform";
import { root, signedIn, signIn } from "./routes/root";
import { runRoutes } from "./routes/runs";
import { standardsRoutes } from "./routes/standards";

// One file per area in routes/. Pages that are not the first one seen are loaded when a link to them is pointed at
// (pages/*).
const tree = root.addChildren([
  signIn,
  signedIn.addChildren([
    ...homeRoutes,
    ...catalogRoutes,
    ...changeRoutes,
    ...createRoutes,
    ...deliveryRoutes,
    ...runRoutes,
    ...docRoutes,
    ...standardsRoutes,
    ...platformRoutes,
    ...guardrailRoutes,
    ...administerRoutes,
  ]),
]);

/** `history` is the browser's, or one in memory for tests. */
export function makeRouter(queryClient: QueryClient, history: RouterHistory = createBrowserHistory()) {
  return createRouter({
    history,
    routeTree: tree,
    context: { queryClient },
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
