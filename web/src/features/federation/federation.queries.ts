import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, unwrap, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

export type Source = components["schemas"]["Source"];
export type SourceType = components["schemas"]["SourceType"];
export type NewSource = components["schemas"]["NewSource"];
export type SourceChange = components["schemas"]["SourceChange"];
export type Received = components["schemas"]["Received"];
export type ReceivedState = components["schemas"]["ReceivedState"];
export type Subscription = components["schemas"]["Subscription"];
export type NewSubscription = components["schemas"]["NewSubscription"];
export type SubscriptionTopic = components["schemas"]["SubscriptionTopic"];
export type WebhookDelivery = components["schemas"]["WebhookDelivery"];
export type WebhookDeliveryState = components["schemas"]["WebhookDeliveryState"];

export const federationKeys = {
  all: ["federation"] as const,
  sources: () => [...federationKeys.all, "sources"] as const,
  received: (source: string) => [...federationKeys.all, "received", source] as const,
  subscriptions: () => [...federationKeys.all, "subscriptions"] as const,
  deliveries: (subscription: string) => [...federationKeys.all, "deliveries", subscription] as const,
};

/** Marks all that was read of other systems as old. */
function useRefresh() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: federationKeys.all });
}

export function useSources() {
  return useQuery({
    queryKey: federationKeys.sources(),
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/sources", { params: { query: { limit: 500 } }, signal })),
  });
}

export function useCreateSource() {
  return useMutation({
    mutationFn: (body: NewSource) => unwrapBody(api.POST("/api/v1/sources", { body })),
    onSuccess: useRefresh(),
  });
}

export function useChangeSource(name: string) {
  return useMutation({
    mutationFn: (body: SourceChange) =>
      unwrapBody(api.PATCH("/api/v1/sources/{name}", { params: { path: { name } }, body })),
    onSuccess: useRefresh(),
  });
}

export function useRenewSourceSecret(name: string) {
  return useMutation({
    mutationFn: () => unwrapBody(api.POST("/api/v1/sources/{name}/secret", { params: { path: { name } } })),
  });
}

export function useDeleteSource(name: string) {
  return useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/v1/sources/{name}", { params: { path: { name } } })),
    onSuccess: useRefresh(),
  });
}

export function useReceived(name: string, state: ReceivedState | undefined) {
  return useInfiniteQuery({
    queryKey: [...federationKeys.received(name), state ?? ""],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      unwrapBody(
        api.GET("/api/v1/sources/{name}/received", {
          params: {
            path: { name },
            query: {
              limit: 20,
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

export function useReceivedDetail(name: string, id: string) {
  return useQuery({
    queryKey: [...federationKeys.received(name), "one", id],
    queryFn: ({ signal }) =>
      unwrapBody(api.GET("/api/v1/sources/{name}/received/{id}", { params: { path: { name, id } }, signal })),
  });
}

export function useReplay(name: string) {
  return useMutation({
    mutationFn: (ids: string[]) =>
      unwrapBody(api.POST("/api/v1/sources/{name}/replays", { params: { path: { name } }, body: { ids } })),
    onSuccess: useRefresh(),
  });
}

export function useSubscriptions() {
  return useQuery({
    queryKey: federationKeys.subscriptions(),
    queryFn: ({ signal }) =>
      unwrapBody(api.GET("/api/v1/subscriptions", { params: { query: { limit: 500 } }, signal })),
  });
}

export function useCreateSubscription() {
  return useMutation({
    mutationFn: (body: NewSubscription) => unwrapBody(api.POST("/api/v1/subscriptions", { body })),
    onSuccess: useRefresh(),
  });
}

export function useChangeSubscription(name: string) {
  return useMutation({
    mutationFn: (enabled: boolean) =>
      unwrapBody(api.PATCH("/api/v1/subscriptions/{name}", { params: { path: { name } }, body: { enabled } })),
    onSuccess: useRefresh(),
  });
}

export function useDeleteSubscription(name: string) {
  return useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/v1/subscriptions/{name}", { params: { path: { name } } })),
    onSuccess: useRefresh(),
  });
}

export function useGreet(name: string) {
  return useMutation({
    mutationFn: () => unwrapBody(api.POST("/api/v1/subscriptions/{name}/greetings", { params: { path: { name } } })),
    onSuccess: useRefresh(),
  });
}

export function useDeliveries(name: string, state: WebhookDeliveryState | undefined) {
  return useInfiniteQuery({
    queryKey: [...federationKeys.deliveries(name), state ?? ""],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      unwrapBody(
        api.GET("/api/v1/subscriptions/{name}/deliveries", {
          params: {
            path: { name },
            query: {
              limit: 20,
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

export function useRedeliver(name: string) {
  return useMutation({
    mutationFn: (id: string) =>
      unwrapBody(api.POST("/api/v1/subscriptions/{name}/deliveries/{id}/attempts", { params: { path: { name, id } } })),
    onSuccess: useRefresh(),
  });
}
