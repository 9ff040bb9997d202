import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { deliveryKeys } from "./delivery.queries";
import { api, unwrap, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

/** What is taken for right although it is not what was applied, of all that the reader may see. */
export function useAcceptedDrift() {
  return useQuery({
    queryKey: [...deliveryKeys.all, "accepted drift"],
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/resources/accepted-drift", { signal })),
  });
}

/** Takes what was looked at for right. */
export function useAcceptDrift() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wanted: components["schemas"]["DriftAcceptance"]) =>
      unwrapBody(api.POST("/api/v1/resources/accepted-drift", { body: wanted })),
    onSuccess: () => client.invalidateQueries({ queryKey: deliveryKeys.all }),
  });
}

/** What was accepted is drift again. */
export function useTakeBack() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (uid: string) =>
      unwrap(api.DELETE("/api/v1/resources/accepted-drift/{uid}", { params: { path: { uid } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: deliveryKeys.all }),
  });
}
