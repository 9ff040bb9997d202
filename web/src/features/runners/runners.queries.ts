import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, unwrap, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

export type Runner = components["schemas"]["Runner"];

export const runnerKeys = {
  all: ["runners"] as const,
};

const refreshMs = 10_000;

function useRefresh() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: runnerKeys.all });
}

/** Looked at again every ten seconds: that a runner was heard of is no event. */
export function useRunners() {
  return useQuery({
    queryKey: runnerKeys.all,
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/runners", { signal })),
    refetchInterval: refreshMs,
  });
}

export function useMakeRunnerToken() {
  return useMutation({
    mutationFn: () => unwrapBody(api.POST("/api/v1/runner-tokens", { body: { expiresInSeconds: 3600 } })),
  });
}

export function useDrainRunner(id: string) {
  return useMutation({
    mutationFn: () => unwrapBody(api.POST("/api/v1/runners/{id}/drain", { params: { path: { id } } })),
    onSuccess: useRefresh(),
  });
}

export function useRemoveRunner(id: string) {
  return useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/v1/runners/{id}", { params: { path: { id } } })),
    onSuccess: useRefresh(),
  });
}
