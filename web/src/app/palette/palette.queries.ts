import { useMutation, useQuery } from "@tanstack/react-query";
import type { Verb } from "./verbs";
import { runKeys } from "@/features/runs/runs.queries";
import { api, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

type Run = components["schemas"]["Run"];
type Plan = components["schemas"]["Plan"];
type Started = components["schemas"]["Started"];

/** What is to be done where. */
export interface Deed {
  effect: Exclude<Verb["effect"], { tab: string }>;
  component: string;
  /** Of a promotion. */
  from: string;
  environment: string;
}

function ask({ effect, component, from, environment }: Deed, plan: boolean): Promise<Plan | Started> {
  const place = { component, environment, plan };
  switch (effect) {
    case "promote":
      return unwrapBody(api.POST("/api/v1/promotions", { body: { component, from, to: environment, plan } }));
    case "rollback":
      return unwrapBody(api.POST("/api/v1/rollbacks", { body: place }));
    case "restart":
      return unwrapBody(api.POST("/api/v1/restarts", { body: place }));
    case "stop":
      return unwrapBody(api.POST("/api/v1/stops", { body: place }));
  }
}

/** What would happen. */
export function usePlan(deed: Deed) {
  return useQuery({
    queryKey: ["delivery", "plan", deed],
    queryFn: async () => {
      const answer = await ask(deed, true);
      return "plan" in answer ? answer.plan.actions : [];
    },
    staleTime: 0,
    gcTime: 0,
  });
}

/** Does it; the answer is the id of its run. */
export function useDeed() {
  return useMutation({
    mutationFn: async (deed: Deed) => {
      const answer = await ask(deed, false);
      return "run" in answer ? answer.run.id : undefined;
    },
  });
}

/** The newest runs, to find one by its number. */
export function useNewestRuns(isAsked: boolean) {
  return useQuery({
    queryKey: [...runKeys.lists(), "newest"],
    queryFn: async ({ signal }): Promise<Run[]> =>
      (await unwrapBody(api.GET("/api/v1/runs", { params: { query: { limit: 200 } }, signal }))).items,
    enabled: isAsked,
    staleTime: 5_000,
  });
}

/** Pages of the documentation that have all the words. */
export function usePages(text: string) {
  return useQuery({
    queryKey: ["docs", "palette", text],
    queryFn: ({ signal }) =>
      unwrapBody(api.GET("/api/v1/docs/search", { params: { query: { text, limit: 8 } }, signal })),
    enabled: text.length > 1,
    staleTime: 30_000,
  });
}
