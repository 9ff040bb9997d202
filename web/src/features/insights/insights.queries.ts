import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useInfiniteQuery,
  useQuery,
} from "@tanstack/react-query";
import { api, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

export type Dora = components["schemas"]["Dora"];
export type DoraDay = components["schemas"]["DoraDay"];
export type Metric = components["schemas"]["Metric"];
export type DoraDelivery = components["schemas"]["DoraDeliveryList"]["items"][number];

export const metricNames = [
  "deploymentFrequency",
  "leadTime",
  "changeFailureRate",
  "failedDeploymentRecoveryTime",
  "reworkRate",
] as const;
export type MetricName = (typeof metricNames)[number];

/** Whose outcomes; "" and undefined for everybody's. */
export interface Scope {
  component?: string;
  owner?: string;
}

/** What the page of outcomes shows; the search part of its URL. */
export interface OutcomesView extends Scope {
  metric?: MetricName;
}

export const insightKeys = {
  all: ["insights"] as const,
  dora: (scope: Scope) => [...insightKeys.all, "dora", scope] as const,
  deliveries: (scope: Scope) => [...insightKeys.all, "deliveries", scope] as const,
};

export function doraQuery(scope: Scope) {
  return queryOptions({
    queryKey: insightKeys.dora(scope),
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/dora", { params: { query: { ...scope } }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function useDora(scope: Scope) {
  return useQuery(doraQuery(scope));
}

/** The production deployments that the numbers are made of, newest first. */
export function useDeliveries(scope: Scope) {
  return useInfiniteQuery(
    infiniteQueryOptions({
      queryKey: insightKeys.deliveries(scope),
      initialPageParam: "",
      queryFn: ({ pageParam, signal }) => {
        const page = pageParam === "" ? {} : { after: pageParam };
        return unwrapBody(
          api.GET("/api/v1/dora/deliveries", { params: { query: { ...scope, ...page, limit: 100 } }, signal }),
        );
      },
      getNextPageParam: (page) => page.next,
    }),
  );
}
