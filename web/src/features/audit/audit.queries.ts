import { keepPreviousData, useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { api, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

export type AuditEvent = components["schemas"]["AuditEvent"];
export type AuditEntry = components["schemas"]["AuditEntry"];

/** What the log shows; a part of its URL. */
export interface AuditFilter {
  actor?: string;
  type?: string;
  subject?: string;
  /** RFC 3339. */
  from?: string;
  to?: string;
}

export const auditKeys = {
  all: ["audit"] as const,
  lists: () => [...auditKeys.all, "list"] as const,
  list: (filter: AuditFilter) => [...auditKeys.lists(), filter] as const,
  entry: (sequence: number) => [...auditKeys.all, "entry", sequence] as const,
};

export function useAuditEvents(filter: AuditFilter, isAllowed: boolean) {
  return useInfiniteQuery({
    queryKey: auditKeys.list(filter),
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => {
      const page = pageParam === "" ? {} : { after: pageParam };
      return unwrapBody(api.GET("/api/v1/audit/events", { params: { query: { ...filter, ...page } }, signal }));
    },
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    enabled: isAllowed,
  });
}

/** One event with the one before it about the same thing. It never changes. */
export function useAuditEntry(sequence: number) {
  return useQuery({
    queryKey: auditKeys.entry(sequence),
    queryFn: ({ signal }) =>
      unwrapBody(api.GET("/api/v1/audit/events/{sequence}", { params: { path: { sequence } }, signal })),
    staleTime: Infinity,
  });
}

export function useVerifyAudit() {
  return useMutation({ mutationFn: () => unwrapBody(api.POST("/api/v1/audit/verifications")) });
}

/** Where the browser downloads the whole log from. */
export const auditExportUrl = "/api/v1/audit/export";
