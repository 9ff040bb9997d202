import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, unwrap, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

type Schemas = components["schemas"];
export type Definition = Schemas["ResourceDefinition"];
export type DefinitionDetail = Schemas["ResourceDefinitionDetail"];
export type DefinitionVersion = Schemas["ResourceDefinitionVersion"];
export type Criterion = Schemas["ResourceCriterion"];
export type Affected = Schemas["AffectedWorkloads"];
export type Effect = Affected["effects"][number];
export type DefinitionCheck = Schemas["DefinitionCheck"];
export type TrialOrder = Schemas["DefinitionTrialOrder"];
export type DefinitionTrial = Schemas["DefinitionTrial"];
export type TriedResource = Schemas["TriedResource"];

export const definitionKeys = {
  all: ["definitions"] as const,
  list: () => [...definitionKeys.all, "list"] as const,
  one: (name: string) => [...definitionKeys.all, "one", name] as const,
  versions: (name: string) => [...definitionKeys.all, "versions", name] as const,
  check: (text: string) => [...definitionKeys.all, "check", text] as const,
};

export function useDefinitions() {
  return useQuery({
    queryKey: definitionKeys.list(),
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/resource-definitions", { signal })),
  });
}

/** `isAsked` false: nothing is asked. */
export function useDefinition(name: string, isAsked = true) {
  return useQuery({
    enabled: isAsked,
    queryKey: definitionKeys.one(name),
    queryFn: ({ signal }) =>
      unwrapBody(api.GET("/api/v1/resource-definitions/{name}", { params: { path: { name } }, signal })),
  });
}

export function useDefinitionVersions(name: string) {
  return useQuery({
    queryKey: definitionKeys.versions(name),
    queryFn: ({ signal }) =>
      unwrapBody(api.GET("/api/v1/resource-definitions/{name}/versions", { params: { path: { name } }, signal })),
  });
}

/** Which workloads a text, or a removal, would affect; nothing is saved. */
export function useAffected() {
  return useMutation({
    mutationFn: (order: Schemas["AffectedOrder"]) =>
      unwrapBody(api.POST("/api/v1/resource-definitions/affected", { body: order })),
  });
}

/** What is wrong with a text, and where; nothing is saved. */
export function useDefinitionCheck(text: string, fileName: string, isAsked: boolean) {
  return useQuery({
    enabled: isAsked,
    queryKey: definitionKeys.check(text),
    queryFn: ({ signal }) =>
      unwrapBody(api.POST("/api/v1/resource-definition-checks", { body: { document: text, fileName }, signal })),
    // Each text has its own, and is seldom written twice.
    gcTime: 0,
  });
}

/** What a text would do at a place; nothing is saved. */
export function useTrial() {
  return useMutation({
    mutationFn: (order: TrialOrder) => unwrapBody(api.POST("/api/v1/resource-definition-trials", { body: order })),
  });
}

/** Saves a text as it was previewed. */
export function useSaveDefinition() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (save: Schemas["DefinitionSave"]) =>
      unwrapBody(api.POST("/api/v1/resource-definitions", { body: save })),
    // Not waited for: who saved has to hear of it before the page shows another version.
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: definitionKeys.all });
    },
  });
}

export function useRemoveDefinition(name: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      unwrap(
        api.DELETE("/api/v1/entities/{kind}/{namespace}/{name}", {
          params: { path: { kind: "resourcedefinition", namespace: "default", name } },
        }),
      ),
    // Not waited for: who saved has to hear of it before the page shows another version.
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: definitionKeys.all });
    },
  });
}
