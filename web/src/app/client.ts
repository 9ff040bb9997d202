import { MutationCache, QueryCache, QueryClient, type QueryKey } from "@tanstack/react-query";
import type { RouterHistory } from "@tanstack/react-router";
import { makeRouter } from "./routes";
import { meQuery } from "@/features/identity/identity.queries";
import { ApiError } from "@/shared/api/problem";

/** Cache and router of one portal. `history` is the browser's, or one in memory for tests. */
export function makePortal(history?: RouterHistory) {
  /** A session that ended while the portal was open leads back to the sign-in. */
  function onError(error: Error, queryKey?: QueryKey) {
    if (!(error instanceof ApiError) || error.status !== 401) return;
    // The routes ask who is signed in themselves, and wrong credentials are said by the sign-in page.
    if (queryKey === meQuery.queryKey || router.state.location.pathname === "/sign-in") return;
    queryClient.clear();
    void router.invalidate();
  }

  const queryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        onError(error, query.queryKey);
      },
    }),
    mutationCache: new MutationCache({
      onError: (error) => {
        onError(error);
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // What the server refused it refuses again; what could not be reached may be there in a moment.
        retry: (failures, error) =>
          failures < 2 &&
          error instanceof ApiError &&
          (error.status === 0 || error.status === 502 || error.status === 504),
      },
    },
  });
  const router = makeRouter(queryClient, history);
  return { queryClient, router };
}
