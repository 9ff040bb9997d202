import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

export type Incident = components["schemas"]["Incident"];
export type NewIncident = components["schemas"]["NewIncident"];
export type IncidentState = Incident["state"];

const incidentKeys = {
  all: ["observe", "incidents"] as const,
  list: (component: string, state: string) => [...incidentKeys.all, component, state] as const,
};

function useRefresh() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: incidentKeys.all });
}

export function useIncidents(component: string, state: IncidentState | undefined) {
  return useInfiniteQuery({
    queryKey: incidentKeys.list(component, state ?? ""),
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      unwrapBody(
        api.GET("/api/v1/incidents", {
          params: {
            query: {
              component,
              limit: 30,
              ...(state === undefined ? {} : { state }),
              ...(pageParam === "" ? {} : { after: pageParam }),
            },
          },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next,
  });
}

export function useOpenIncident() {
  return useMutation({
    mutationFn: (body: NewIncident) => unwrapBody(api.POST("/api/v1/incidents", { body })),
    onSuccess: useRefresh(),
  });
}

export function useResolveIncident(id: string) {
  return useMutation({
    mutationFn: () => unwrapBody(api.POST("/api/v1/incidents/{id}/resolution", { params: { path: { id } }, body: {} })),
    onSuccess: useRefresh(),
  });
}

/** `deployment` null: it is due to none. */
export function useLinkIncident(id: string) {
  return useMutation({
    mutationFn: (deployment: string | null) =>
      unwrapBody(api.PUT("/api/v1/incidents/{id}/deployment", { params: { path: { id } }, body: { deployment } })),
    onSuccess: useRefresh(),
  });
}
