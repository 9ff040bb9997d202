import { useMutation, useQueries, useQueryClient } from "@tanstack/react-query";
import { api, unwrap, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

export type SecretInfo = components["schemas"]["SecretInfo"];

export const secretKeys = {
  all: ["secrets"] as const,
  scope: (scope: string) => [...secretKeys.all, scope] as const,
};

/** Names and versions of the secrets of each scope; their values are never read. */
export function useSecrets(scopes: string[]) {
  return useQueries({
    queries: scopes.map((scope) => ({
      queryKey: secretKeys.scope(scope),
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        unwrapBody(api.GET("/api/v1/secrets", { params: { query: { scope } }, signal })),
    })),
  });
}

interface NewValue {
  scope: string;
  name: string;
  value: string;
}

export function useSetSecret() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ scope, name, value }: NewValue) =>
      unwrapBody(api.PUT("/api/v1/secrets/{scope}/{name}", { params: { path: { scope, name } }, body: { value } })),
    onSuccess: (_, { scope }) => client.invalidateQueries({ queryKey: secretKeys.scope(scope) }),
  });
}

export function useDeleteSecret() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ scope, name }: { scope: string; name: string }) =>
      unwrap(api.DELETE("/api/v1/secrets/{scope}/{name}", { params: { path: { scope, name } } })),
    onSuccess: (_, { scope }) => client.invalidateQueries({ queryKey: secretKeys.scope(scope) }),
  });
}
