import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { api, unwrap, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

export type Outcome = components["schemas"]["Outcome"];
export type OutcomeDetail = components["schemas"]["OutcomeDetail"];
export type OutcomePoint = OutcomeDetail["series"][number];
export type OutcomeRow = components["schemas"]["OutcomeRows"]["items"][number];
export type TargetRequest = components["schemas"]["MetricTargetRequest"];

/** Whose outcomes, and of how many days; undefined for everybody's of 90. The search part of the URL. */
export interface Scope {
  component?: string;
  owner?: string;
  days?: number;
}

export const insightKeys = {
  all: ["insights"] as const,
  metrics: (scope: Scope) => [...insightKeys.all, "metrics", scope] as const,
  metric: (key: string, scope: Scope) => [...insightKeys.all, "metric", key, scope] as const,
  rows: (key: string, scope: Scope) => [...insightKeys.all, "rows", key, scope] as const,
};

/** Every metric of the registry. */
export function useMetrics(scope: Scope) {
  return useQuery(
    queryOptions({
      queryKey: insightKeys.metrics(scope),
      queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/metrics", { params: { query: { ...scope } }, signal })),
      placeholderData: keepPreviousData,
    }),
  );
}

export function useMetric(key: string, scope: Scope) {
  return useQuery(
    queryOptions({
      queryKey: insightKeys.metric(key, scope),
      queryFn: ({ signal }) =>
        unwrapBody(api.GET("/api/v1/metrics/{key}", { params: { path: { key }, query: { ...scope } }, signal })),
    }),
  );
}

/** What a metric was made of, newest first. */
export function useMetricRows(key: string, scope: Scope) {
  return useInfiniteQuery(
    infiniteQueryOptions({
      queryKey: insightKeys.rows(key, scope),
      initialPageParam: "",
      queryFn: ({ pageParam, signal }) => {
        const page = pageParam === "" ? {} : { after: pageParam };
        return unwrapBody(
          api.GET("/api/v1/metrics/{key}/rows", {
            params: { path: { key }, query: { ...scope, ...page, limit: 50 } },
            signal,
          }),
        );
      },
      getNextPageParam: (page) => page.next,
    }),
  );
}

export function useSetTarget(key: string, scope: Scope) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: TargetRequest) =>
      unwrapBody(api.PUT("/api/v1/metrics/{key}/target", { params: { path: { key }, query: { ...scope } }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: insightKeys.all }),
  });
}

export function useRemoveTarget(key: string, scope: Scope) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      unwrap(api.DELETE("/api/v1/metrics/{key}/target", { params: { path: { key }, query: { ...scope } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: insightKeys.all }),
  });
}
