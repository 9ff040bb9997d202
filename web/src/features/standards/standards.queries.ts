import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

type Schemas = components["schemas"];
export type Policy = Schemas["Policy"];
export type PolicyMode = Schemas["PolicyMode"];
export type Decision = Schemas["Decision"];
export type Finding = Schemas["Finding"];
export type Waiver = Schemas["Waiver"];
export type NewWaiver = Schemas["NewWaiver"];
export type Replay = Schemas["PolicyReplay"];
export type Outcome = Schemas["DecisionOutcome"];

/** Which decisions are in sight. */
export interface DecisionFilter {
  /** A deployment, run or decision. */
  about?: string;
  outcome?: Outcome;
  policy?: string;
}

/** Which waivers are in sight. */
export interface WaiverFilter {
  /** Requests that whoever looks may decide. */
  awaitsMe?: true;
}

export const standardsKeys = {
  all: ["standards"] as const,
  policies: () => [...standardsKeys.all, "policies"] as const,
  policy: (name: string) => [...standardsKeys.policies(), name] as const,
  decisions: (filter: DecisionFilter) => [...standardsKeys.all, "decisions", filter] as const,
  decision: (id: string) => [...standardsKeys.all, "decision", id] as const,
  waivers: (filter: WaiverFilter = {}) => [...standardsKeys.all, "waivers", filter] as const,
  waiver: (id: string) => [...standardsKeys.all, "waiver", id] as const,
};

export function usePolicies() {
  return useQuery({
    queryKey: standardsKeys.policies(),
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/policies", { signal })),
  });
}

export function usePolicy(name: string) {
  return useQuery({
    queryKey: standardsKeys.policy(name),
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/policies/{name}", { params: { path: { name } }, signal })),
  });
}

export function useDecisions(filter: DecisionFilter) {
  return useQuery({
    queryKey: standardsKeys.decisions(filter),
    queryFn: ({ signal }) =>
      unwrapBody(api.GET("/api/v1/decisions", { params: { query: { ...filter, limit: 50 } }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function useDecision(id: string) {
  return useQuery({
    queryKey: standardsKeys.decision(id),
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/decisions/{id}", { params: { path: { id } }, signal })),
    staleTime: Infinity,
  });
}

export function useWaivers(filter: WaiverFilter = {}) {
  return useQuery({
    queryKey: standardsKeys.waivers(filter),
    queryFn: ({ signal }) =>
      unwrapBody(api.GET("/api/v1/waivers", { params: { query: { ...filter, limit: 200 } }, signal })),
  });
}

export function useWaiver(id: string) {
  return useQuery({
    queryKey: standardsKeys.waiver(id),
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/waivers/{id}", { params: { path: { id } }, signal })),
  });
}

/** A change after which everything here is read anew. */
function useChanging<Variables, Answer>(mutationFn: (variables: Variables) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: () => client.invalidateQueries({ queryKey: standardsKeys.all }),
  });
}

export function useSetPolicyMode(name: string) {
  return useChanging((mode: PolicyMode) =>
    unwrapBody(api.PUT("/api/v1/policies/{name}/mode", { params: { path: { name } }, body: { mode } })),
  );
}

/** Changes nothing. */
export function useReplay() {
  return useMutation({
    mutationFn: (policy: { text: string; fileName: string }) =>
      unwrapBody(api.POST("/api/v1/policy-replays", { body: { ...policy, days: 90, limit: 10_000 } })),
  });
}

export function useRequestWaiver() {
  return useChanging((body: NewWaiver) => unwrapBody(api.POST("/api/v1/waivers", { body })));
}

export function useDecideWaiver(id: string) {
  return useChanging((body: Schemas["WaiverVerdict"]) =>
    unwrapBody(api.POST("/api/v1/waivers/{id}/verdict", { params: { path: { id } }, body })),
  );
}

export function useEndWaiver(id: string) {
  return useChanging(() => unwrapBody(api.POST("/api/v1/waivers/{id}/end", { params: { path: { id } }, body: {} })));
}
