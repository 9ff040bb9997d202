import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, unwrap, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

export type Me = components["schemas"]["Me"];
export type SignIn = components["schemas"]["PasswordSignIn"] | components["schemas"]["CodeSignIn"];

export const identityKeys = {
  all: ["identity"] as const,
  me: () => [...identityKeys.all, "me"] as const,
};

/** Who is signed in; fails with status 401 when nobody is. */
export const meQuery = queryOptions({
  queryKey: identityKeys.me(),
  queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/me", { signal })),
  staleTime: Infinity,
  retry: false,
});

export function useMe() {
  return useQuery(meQuery);
}

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (credentials: SignIn) => unwrapBody(api.POST("/api/v1/sessions", { body: credentials })),
    onSuccess: (me) => {
      // Whatever was read before belonged to somebody else or to nobody.
      client.clear();
      client.setQueryData(identityKeys.me(), me);
    },
  });
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/v1/sessions/current")),
    onSuccess: () => {
      client.clear();
    },
  });
}
