import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

export type TraceHead = components["schemas"]["TraceHead"];
export type Trace = components["schemas"]["Trace"];
export type TraceSpan = components["schemas"]["TraceSpan"];

export interface TraceFilter {
  environment: string;
  /** Part of the name. */
  text: string;
  onlyErrors: boolean;
}

const traceKeys = {
  all: ["observe", "traces"] as const,
  list: (component: string, filter: TraceFilter) => [...traceKeys.all, component, filter] as const,
  one: (id: string) => [...traceKeys.all, "one", id] as const,
};

export function useTraces(component: string, { environment, text, onlyErrors }: TraceFilter) {
  return useInfiniteQuery({
    queryKey: traceKeys.list(component, { environment, text, onlyErrors }),
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      unwrapBody(
        api.GET("/api/v1/traces", {
          params: {
            query: {
              component,
              environment,
              limit: 30,
              ...(text === "" ? {} : { q: text }),
              ...(onlyErrors ? { errors: true } : {}),
              ...(pageParam === "" ? {} : { after: pageParam }),
            },
          },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

export function useTrace(id: string) {
  return useQuery({
    queryKey: traceKeys.one(id),
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/traces/{id}", { params: { path: { id } }, signal })),
  });
}
