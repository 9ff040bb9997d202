import type { QueryClient } from "@tanstack/react-query";
import {
  createBrowserHistory,
  createRootRouteWithContext,
  createRoute,
  createRouter,
  redirect,
  useNavigate,
  type RouterHistory,
} from "@tanstack/react-router";
import { NotFound } from "./NotFound";
import { RouteError } from "./RouteError";
import { parseEntityView, parseRunFilter, parseRunView, parseSignIn } from "./search";
import { Shell } from "./Shell";
import { parseCatalogFilter } from "@/features/catalog/catalog.queries";
import { CatalogPage } from "@/features/catalog/CatalogPage";
import { meQuery } from "@/features/identity/identity.queries";
import { RunsPage } from "@/features/runs/RunsPage";
import { ApiError } from "@/shared/api/problem";

interface Context {
  queryClient: QueryClient;
}

// Pages that are not the first one seen are loaded when a link to them is pointed at (pages/*).

const root = createRootRouteWithContext<Context>()({ notFoundComponent: NotFound });

// ------------------------------------------------------------------ sign-in
const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: parseSignIn,
}).lazy(() => import("./pages/SignInRoute").then((page) => page.Route));

// ------------------------------------------------------------------ behind the sign-in
const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  component: Shell,
  errorComponent: RouteError,
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queryClient.ensureQueryData(meQuery);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      throw redirect({ to: "/sign-in", search: location.href === "/" ? {} : { next: location.href } });
    }
  },
});

const home = createRoute({
  getParentRoute: () => signedIn,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/catalog", replace: true });
  },
});

const catalog = createRoute({
  getParentRoute: () => signedIn,
  path: "/catalog",
  validateSearch: parseCatalogFilter,
  component: function CatalogRoute() {
    const navigate = useNavigate();
    return (
      <CatalogPage
        filter={parseCatalogFilter(catalog.useSearch())}
        onFilter={(search) => {
          void navigate({ to: "/catalog", search, replace: true });
        }}
      />
    );
  },
});

const entity = createRoute({
  getParentRoute: () => signedIn,
  path: "/catalog/$kind/$namespace/$name",
  validateSearch: parseEntityView,
}).lazy(() => import("./pages/EntityRoute").then((page) => page.Route));

const runs = createRoute({
  getParentRoute: () => signedIn,
  path: "/runs",
  validateSearch: parseRunFilter,
  component: function RunsRoute() {
    const navigate = useNavigate();
    return (
      <RunsPage
        filter={parseRunFilter(runs.useSearch())}
        onFilter={(search) => {
          void navigate({ to: "/runs", search, replace: true });
        }}
      />
    );
  },
});

const run = createRoute({
  getParentRoute: () => signedIn,
  path: "/runs/$id",
  validateSearch: parseRunView,
}).lazy(() => import("./pages/RunRoute").then((page) => page.Route));

const tree = root.addChildren([signIn, signedIn.addChildren([home, catalog, entity, runs, run])]);

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
