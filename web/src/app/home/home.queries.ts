import { useQueries, useQuery } from "@tanstack/react-query";
import { catalogKeys, type Entity } from "@/features/catalog/catalog.queries";
import { componentStatusQuery, type ComponentStatus } from "@/features/delivery/status.queries";
import { identityKeys, useMe } from "@/features/identity/identity.queries";
import { runKeys, type Run } from "@/features/runs/runs.queries";
import { api, unwrapBody } from "@/shared/api/client";

/** Somebody in more groups sees the first ones' things. */
const mostOwners = 6;
const mostServices = 8;

/** Whose things are mine: my own and my groups'. */
export function useOwners(): string[] {
  const me = useMe().data;
  return me === undefined ? [] : [me.ref, ...me.groups].slice(0, mostOwners);
}

export interface Several<T> {
  data: T[] | undefined;
  error: Error | null;
  retry: () => void;
}

/** One question for each owner, the answers in one list. */
function together<T>(
  results: { data: { items: T[] } | undefined; error: Error | null; isError: boolean; refetch: () => unknown }[],
): Several<T> {
  return {
    data: results.every(({ data }) => data !== undefined)
      ? results.flatMap(({ data }) => data?.items ?? [])
      : undefined,
    error: results.find(({ error }) => error !== null)?.error ?? null,
    retry: () => {
      results.forEach(({ isError, refetch }) => void (isError && refetch()));
    },
  };
}

/** The newest runs of what is mine. */
export function useOwnRuns(owners: string[]): Several<Run> {
  return useQueries({
    queries: owners.map((owner) => ({
      queryKey: runKeys.list({ owner, state: "newest" }),
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        unwrapBody(api.GET("/api/v1/runs", { params: { query: { owner, limit: 60 } }, signal })),
    })),
    combine: together,
  });
}

/** The components that are mine. */
export function useOwnServices(owners: string[]): Several<Entity> {
  return useQueries({
    queries: owners.map((owner) => ({
      queryKey: [...catalogKeys.all, "own", owner],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        unwrapBody(
          api.GET("/api/v1/entities", { params: { query: { kind: "component", owner, limit: mostServices } }, signal }),
        ),
    })),
    combine: together,
  });
}

/** Where each of some components runs; undefined for what is not deployed from here. */
export function useStatuses(names: string[]): (ComponentStatus | undefined)[] {
  return useQueries({
    queries: names.slice(0, mostServices).map((name) => ({ ...componentStatusQuery(name), retry: false })),
    combine: (results) => results.map(({ data }) => data),
  });
}

/** Whether anybody but oneself is here. */
export function useHasCompany() {
  return useQuery({
    queryKey: [...identityKeys.all, "company"],
    queryFn: async ({ signal }) =>
      ((await unwrapBody(api.GET("/api/v1/users", { params: { query: { limit: 2 } }, signal }))).total ?? 0) > 1,
  });
}
