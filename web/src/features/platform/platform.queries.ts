import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

export type Capability = components["schemas"]["Capability"];
export type CapabilityMode = components["schemas"]["CapabilityMode"];
export type Product = components["schemas"]["Platform"];
export type ProductChange = components["schemas"]["PlatformChange"];

export const platformKeys = {
  all: ["platform"] as const,
  capabilities: (withUsage: boolean) => [...platformKeys.all, "capabilities", withUsage] as const,
  product: () => [...platformKeys.all, "product"] as const,
};

/** What the platform offers to whoever is signed in: decides what the rail shows. */
export const capabilitiesQuery = queryOptions({
  queryKey: platformKeys.capabilities(false),
  queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/capabilities", { signal })),
  staleTime: Infinity,
  retry: false,
});

/** The same with how much each is used. */
export function useCapabilities() {
  return useQuery({
    queryKey: platformKeys.capabilities(true),
    queryFn: ({ signal }) =>
      unwrapBody(api.GET("/api/v1/capabilities", { params: { query: { usage: "true" } }, signal })),
  });
}

export function useProduct(isWanted = true) {
  return useQuery({
    queryKey: platformKeys.product(),
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/platform", { signal })),
    enabled: isWanted,
  });
}

export function useSetMode(key: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: CapabilityMode) =>
      unwrapBody(api.PUT("/api/v1/capabilities/{key}/mode", { params: { path: { key } }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: platformKeys.all }),
  });
}

export function useChangeProduct() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: ProductChange) => unwrapBody(api.PATCH("/api/v1/platform", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: platformKeys.all }),
  });
}
