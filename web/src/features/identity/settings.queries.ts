import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { identityKeys } from "./identity.queries";
import { api, unwrap, unwrapBody } from "@/shared/api/client";
import { everyPage } from "@/shared/api/everyPage";
import type { components } from "@/shared/api/schema";

export type Token = components["schemas"]["Token"];
export type NewToken = components["schemas"]["NewToken"];
export type Session = components["schemas"]["Session"];
export type User = components["schemas"]["User"];
export type Role = components["schemas"]["Role"];
export type Group = components["schemas"]["Group"];

export const roles: Role[] = ["admin", "platform", "operator", "member", "viewer"];

const keys = {
  tokens: [...identityKeys.all, "tokens"] as const,
  sessions: [...identityKeys.all, "sessions"] as const,
  users: [...identityKeys.all, "users"] as const,
  groups: [...identityKeys.all, "groups"] as const,
};

/** Marks a list as old when something in it was changed. */
function useRefresh(queryKey: readonly string[]) {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey });
}

export function useTokens() {
  return useQuery({
    queryKey: keys.tokens,
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/tokens", { signal })),
  });
}

export function useCreateToken() {
  return useMutation({
    mutationFn: (body: NewToken) => unwrapBody(api.POST("/api/v1/tokens", { body })),
    onSuccess: useRefresh(keys.tokens),
  });
}

export function useRevokeToken() {
  return useMutation({
    mutationFn: (id: string) => unwrap(api.DELETE("/api/v1/tokens/{id}", { params: { path: { id } } })),
    onSuccess: useRefresh(keys.tokens),
  });
}

export function useSessions() {
  return useQuery({
    queryKey: keys.sessions,
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/sessions", { signal })),
  });
}

export function useEndSession() {
  return useMutation({
    mutationFn: (id: string) => unwrap(api.DELETE("/api/v1/sessions/{id}", { params: { path: { id } } })),
    onSuccess: useRefresh(keys.sessions),
  });
}

export function useSetPassword(name: string) {
  return useMutation({
    mutationFn: (body: { current?: string; password: string }) =>
      unwrap(api.PUT("/api/v1/users/{name}/password", { params: { path: { name } }, body })),
    onSuccess: useRefresh(keys.sessions),
  });
}

/** People whose name, full name or mail address contains the text, a page at a time. */
export function useUserPages(text: string) {
  return useInfiniteQuery({
    queryKey: [...keys.users, "pages", text],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => {
      const query = { ...(text === "" ? {} : { q: text }), ...(pageParam === "" ? {} : { after: pageParam }) };
      return unwrapBody(api.GET("/api/v1/users", { params: { query }, signal }));
    },
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

/** Everybody, to choose from. */
export function useUsers(isWanted: boolean) {
  return useQuery({
    queryKey: [...keys.users, "all"],
    queryFn: ({ signal }) =>
      everyPage((after) =>
        unwrapBody(api.GET("/api/v1/users", { params: { query: { limit: 500, ...after } }, signal })),
      ),
    enabled: isWanted,
  });
}

export function useUser(name: string) {
  return useQuery({
    queryKey: [...keys.users, name],
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/users/{name}", { params: { path: { name } }, signal })),
  });
}

export function useCreateUser() {
  return useMutation({
    mutationFn: (body: components["schemas"]["NewUser"]) => unwrapBody(api.POST("/api/v1/users", { body })),
    onSuccess: useRefresh(keys.users),
  });
}

export function useUpdateUser(name: string) {
  return useMutation({
    mutationFn: (body: components["schemas"]["UserChange"]) =>
      unwrapBody(api.PATCH("/api/v1/users/{name}", { params: { path: { name } }, body })),
    onSuccess: useRefresh(keys.users),
  });
}

export function useSignInCode(name: string) {
  return useMutation({
    mutationFn: () => unwrapBody(api.POST("/api/v1/users/{name}/sign-in-codes", { params: { path: { name } } })),
  });
}

export function useGroups() {
  return useQuery({
    queryKey: keys.groups,
    queryFn: ({ signal }) =>
      everyPage((after) =>
        unwrapBody(api.GET("/api/v1/groups", { params: { query: { limit: 500, ...after } }, signal })),
      ),
  });
}

export function useCreateGroup() {
  return useMutation({
    mutationFn: (body: components["schemas"]["NewGroup"]) => unwrapBody(api.POST("/api/v1/groups", { body })),
    onSuccess: useRefresh(keys.groups),
  });
}

export function useUpdateGroup(name: string) {
  return useMutation({
    mutationFn: (body: components["schemas"]["GroupChange"]) =>
      unwrapBody(api.PATCH("/api/v1/groups/{name}", { params: { path: { name } }, body })),
    onSuccess: useRefresh(keys.groups),
  });
}

export function useDeleteGroup(name: string) {
  return useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/v1/groups/{name}", { params: { path: { name } } })),
    onSuccess: useRefresh(keys.groups),
  });
}

/** Adds or takes out a member, by its reference. */
export function useMembership(name: string) {
  return useMutation({
    mutationFn: ({ member, isIn }: { member: string; isIn: boolean }) =>
      isIn
        ? unwrapBody(api.POST("/api/v1/groups/{name}/members", { params: { path: { name } }, body: { member } }))
        : unwrapBody(api.DELETE("/api/v1/groups/{name}/members/{member}", { params: { path: { name, member } } })),
    onSuccess: useRefresh(keys.groups),
  });
}
