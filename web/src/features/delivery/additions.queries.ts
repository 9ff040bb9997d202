import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { statusKeys } from "./status.queries";
import { api, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

export type ResourceOffer = components["schemas"]["ResourceOffer"];
export type AdditionPlan = components["schemas"]["ResourceAdditionPlan"];
export type AdditionChange = components["schemas"]["ResourceAdditionChange"];
/** A resource that is wanted, as the API takes it. */
export type Addition = Omit<components["schemas"]["ResourceAddition"], "plan">;

export function useResourceOffers(component: string) {
  return useQuery({
    queryKey: [...statusKeys.all, "offers", component],
    queryFn: ({ signal }) =>
      unwrapBody(
        api.GET("/api/v1/components/{name}/resource-offers", { params: { path: { name: component } }, signal }),
      ),
  });
}

function send(component: string, body: components["schemas"]["ResourceAddition"], signal?: AbortSignal) {
  return unwrapBody(
    api.POST("/api/v1/components/{name}/resource-additions", {
      params: { path: { name: component } },
      body,
      ...(signal === undefined ? {} : { signal }),
    }),
  );
}

/** What the change would be, while one decides; the last answer stays in sight until the next one is there. */
export function useAdditionPlan(component: string, wanted: Addition | undefined) {
  return useQuery({
    queryKey: [...statusKeys.all, "addition", component, wanted],
    queryFn: async ({ signal }) => {
      if (wanted === undefined) throw new Error("Nothing was chosen.");
      const answer = await send(component, { ...wanted, plan: true }, signal);
      if (!("after" in answer)) throw new Error("The server did what it was only to plan.");
      return answer;
    },
    enabled: wanted !== undefined,
    placeholderData: keepPreviousData,
    // The file may be another by now.
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
}

export function useAddResource(component: string) {
  return useMutation({
    mutationFn: async (wanted: Addition) => {
      const answer = await send(component, wanted);
      if (!("number" in answer)) throw new Error("The server planned what it was to do.");
      return answer;
    },
  });
}
