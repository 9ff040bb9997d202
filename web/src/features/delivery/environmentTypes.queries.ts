import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { environmentKeys, type Environment } from "./environments.queries";
import { statusKeys } from "./status.queries";
import { api, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

export type EnvironmentType = components["schemas"]["EnvironmentTypeDetail"];
export type TypeContent = components["schemas"]["EnvironmentTypeContent"];
export type TypePreview = components["schemas"]["EnvironmentTypePreview"];
export type Sleeper = components["schemas"]["SleeperList"]["items"][number];

export const typeKeys = {
  all: [...environmentKeys.all, "types"] as const,
  sleepers: [...environmentKeys.all, "sleepers"] as const,
  quotas: (project: string, name: string) => [...environmentKeys.all, "quotas", project, name] as const,
};

/** What each type of environment says. */
export function useEnvironmentTypes() {
  return useQuery({
    queryKey: typeKeys.all,
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/environment-types", { signal })),
  });
}

/** What sleeps, of all that the reader may see. */
export function useSleepers() {
  return useQuery({
    queryKey: typeKeys.sleepers,
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/sleepers", { signal })),
  });
}

/** Quotas that hold for an environment, once somebody wants to see them. */
export function useQuotas(project: string, name: string, isWanted: boolean) {
  return useQuery({
    queryKey: typeKeys.quotas(project, name),
    enabled: isWanted,
    queryFn: ({ signal }) =>
      unwrapBody(
        api.GET("/api/v1/environments/{project}/{name}/quotas", { params: { path: { project, name } }, signal }),
      ),
  });
}

/** Asks what a change of a type would mean. */
export function usePreviewType(name: Environment["type"]) {
  return useMutation({
    mutationFn: (content: TypeContent) =>
      unwrapBody(api.POST("/api/v1/environment-types/{name}/previews", { params: { path: { name } }, body: content })),
  });
}

/** Carries out what was previewed. */
export function useSetType(name: Environment["type"]) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: TypeContent & { preview: string }) =>
      unwrapBody(api.PUT("/api/v1/environment-types/{name}", { params: { path: { name } }, body: change })),
    onSuccess: () => client.invalidateQueries({ queryKey: environmentKeys.all }),
  });
}

/** Puts an environment to sleep or wakes it. */
export function useSleepDeed(project: string, name: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (deed: "sleep" | "wake") => {
      const request = { params: { path: { project, name } }, body: {} };
      return unwrapBody(
        deed === "sleep"
          ? api.POST("/api/v1/environments/{project}/{name}/sleeps", request)
          : api.POST("/api/v1/environments/{project}/{name}/wakings", request),
      );
    },
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: environmentKeys.all }),
        client.invalidateQueries({ queryKey: statusKeys.all }),
      ]),
  });
}
