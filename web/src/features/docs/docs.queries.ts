import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, unwrap, unwrapBody } from "@/shared/api/client";
import { everyPage } from "@/shared/api/everyPage";
import type { components } from "@/shared/api/schema";
import type { EntityParts } from "@/shared/lib/refs";

export type DocSet = components["schemas"]["DocSet"];
export type DocNavItem = components["schemas"]["DocNavItem"];
export type DocPage = components["schemas"]["DocPage"];
export type DocsReport = components["schemas"]["DocsReport"];
export type DocQuality = components["schemas"]["DocQuality"];
export type DocVote = components["schemas"]["DocVote"];

/** Towpath's own manual is a doc set like any other. */
export const manual: EntityParts = { kind: "platform", namespace: "default", name: "manual" };

export const docKeys = {
  all: ["docs"] as const,
  sets: () => [...docKeys.all, "sets"] as const,
  set: ({ kind, namespace, name }: EntityParts) => [...docKeys.all, "set", kind, namespace, name] as const,
  page: (set: EntityParts, path: string) => [...docKeys.set(set), "page", path] as const,
  report: () => [...docKeys.all, "report"] as const,
  quality: (set: EntityParts) => [...docKeys.set(set), "quality"] as const,
  votes: (set: EntityParts, page: string) => [...docKeys.set(set), "votes", page] as const,
  search: (text: string, set: string) => [...docKeys.all, "search", text, set] as const,
};

export function useDocSets() {
  return useQuery({
    queryKey: docKeys.sets(),
    queryFn: ({ signal }) =>
      everyPage((after) =>
        unwrapBody(api.GET("/api/v1/docs", { params: { query: { limit: 500, ...after } }, signal })),
      ),
  });
}

export function docSetQuery(set: EntityParts) {
  return queryOptions({
    queryKey: docKeys.set(set),
    queryFn: ({ signal }) =>
      unwrapBody(api.GET("/api/v1/docs/{kind}/{namespace}/{name}", { params: { path: { ...set } }, signal })),
  });
}

export function useDocSet(set: EntityParts) {
  return useQuery(docSetQuery(set));
}

/** A page of a doc set; "" is the one to begin with. */
export function useDocPage(set: EntityParts, path: string) {
  return useQuery({
    queryKey: docKeys.page(set, path),
    queryFn: ({ signal }) =>
      path === ""
        ? unwrapBody(api.GET("/api/v1/docs/{kind}/{namespace}/{name}/pages", { params: { path: { ...set } }, signal }))
        : unwrapBody(
            api.GET("/api/v1/docs/{kind}/{namespace}/{name}/pages/{path}", {
              params: { path: { ...set, path } },
              signal,
            }),
          ),
  });
}

/** Pages with all the words; nothing is asked before there is one. */
export function useDocSearch(text: string, set = "") {
  return useQuery({
    queryKey: docKeys.search(text, set),
    queryFn: ({ signal }) =>
      unwrapBody(
        api.GET("/api/v1/docs/search", {
          params: { query: { text, limit: 30, ...(set === "" ? {} : { set }) } },
          signal,
        }),
      ),
    enabled: text !== "",
    placeholderData: keepPreviousData,
  });
}

export function useDocsReport() {
  return useQuery({
    queryKey: docKeys.report(),
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/docs/report", { signal })),
  });
}

export function useDocQuality(set: EntityParts) {
  return useQuery({
    queryKey: docKeys.quality(set),
    queryFn: ({ signal }) =>
      unwrapBody(api.GET("/api/v1/docs/{kind}/{namespace}/{name}/quality", { params: { path: { ...set } }, signal })),
  });
}

export function useDocVotes(set: EntityParts, page: string) {
  return useQuery({
    queryKey: docKeys.votes(set, page),
    queryFn: ({ signal }) =>
      unwrapBody(
        api.GET("/api/v1/docs/{kind}/{namespace}/{name}/votes", {
          params: { path: { ...set }, query: { page } },
          signal,
        }),
      ),
  });
}

export function useVoteForDoc(set: EntityParts) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: DocVote) =>
      unwrap(api.PUT("/api/v1/docs/{kind}/{namespace}/{name}/votes", { params: { path: { ...set } }, body })),
    onSuccess: (_, { page }) => client.invalidateQueries({ queryKey: docKeys.votes(set, page) }),
  });
}

/** What is missing, said where feedback is answered. */
export function useSayWhatIsMissing() {
  return useMutation({
    mutationFn: ({ text, place, entity }: { text: string; place: string; entity: string }) =>
      unwrapBody(api.POST("/api/v1/feedback", { body: { kind: "problem", text, page: place, entity } })),
  });
}
