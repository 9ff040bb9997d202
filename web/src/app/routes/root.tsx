import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, redirect } from "@tanstack/react-router";
import { NotFound } from "../NotFound";
import { RouteError } from "../RouteError";
import { parseSignIn } from "../search";
import { Shell } from "../Shell";
import { meQuery } from "@/features/identity/identity.queries";
import { capabilitiesQuery } from "@/features/platform/platform.queries";
import { ApiError } from "@/shared/api/problem";

interface Context {
  queryClient: QueryClient;
}

export const root = createRootRouteWithContext<Context>()({ notFoundComponent: NotFound });

export const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: parseSignIn,
}).lazy(() => import("../pages/SignInRoute").then((page) => page.Route));

/** The parent of every page behind the sign-in. */
export const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  component: Shell,
  errorComponent: RouteError,
  beforeLoad: async ({ context, location }) => {
    // Asked for beside who one is, so that the rail is right from the start; without an answer it shows everything.
    const offered = context.queryClient.ensureQueryData(capabilitiesQuery).catch(() => undefined);
    try {
      await context.queryClient.ensureQueryData(meQuery);
      await offered;
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      throw redirect({ to: "/sign-in", search: location.href === "/" ? {} : { next: location.href } });
    }
  },
});
