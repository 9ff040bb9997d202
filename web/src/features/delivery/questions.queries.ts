import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { deliveryKeys } from "./delivery.queries";
import { api, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

export type ResourceQuestion = components["schemas"]["ResourceQuestion"];

/** Resources of which nobody knows whether they were made, or changed, of all that the reader may see. */
export function useResourceQuestions(isAsked = true) {
  return useQuery({
    queryKey: [...deliveryKeys.all, "questions"],
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/resources/questions", { signal })),
    enabled: isAsked,
  });
}

/** Says whether one is there; what waits for the answer goes on. */
export function useResolveResource() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (answer: components["schemas"]["ResourceResolution"]) =>
      unwrapBody(api.POST("/api/v1/resource-resolutions", { body: answer })),
    onSuccess: () => client.invalidateQueries({ queryKey: deliveryKeys.all }),
  });
}
