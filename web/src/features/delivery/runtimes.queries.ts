import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { typeOf } from "./approvals.queries";
import { statusKeys } from "./status.queries";
import { api, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

type Schemas = components["schemas"];
export type Runtime = Schemas["Runtime"];
export type RuntimeRule = Schemas["RuntimeRule"];

/** Below the status of components: a rule that somebody else changes makes these stale. */
const runtimeKeys = {
  list: [...statusKeys.all, "runtimes"] as const,
  rules: [...statusKeys.all, "runtime-rules"] as const,
};

/** What can run workloads on the server's machine. The first time it is asked it may take some seconds. */
export function useRuntimes() {
  return useQuery({
    queryKey: runtimeKeys.list,
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/runtimes", { signal })),
    // What a machine has changes seldom.
    staleTime: 60_000,
  });
}

export function useRuntimeRules() {
  return useQuery({
    queryKey: runtimeKeys.rules,
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/runtime-rules", { signal })),
  });
}

export function useSetRuntimeRule() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ type, runtime }: { type: string; runtime: string }) =>
      unwrapBody(
        api.PUT("/api/v1/runtime-rules/{type}", { params: { path: { type: typeOf(type) } }, body: { runtime } }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: runtimeKeys.rules }),
  });
}
