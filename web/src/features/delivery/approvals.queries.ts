import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { statusKeys } from "./status.queries";
import { api, unwrap, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

type Schemas = components["schemas"];
export type Approval = Schemas["Approval"];
export type ApprovalRule = Schemas["ApprovalRule"];
export type Freeze = Schemas["Freeze"];
export type NewFreeze = Schemas["NewFreeze"];

/** Below the status of components: what is deployed, configured or decided makes these stale, too. */
const approvalKeys = {
  list: (filter: ApprovalFilter) => [...statusKeys.all, "approvals", filter] as const,
  rules: [...statusKeys.all, "approval-rules"] as const,
  freezes: [...statusKeys.all, "freezes"] as const,
};

export interface ApprovalFilter {
  state?: Approval["state"];
  run?: string;
}

/** Requests to approve, newest first. */
export function useApprovals(filter: ApprovalFilter) {
  return useQuery({
    queryKey: approvalKeys.list(filter),
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/approvals", { params: { query: filter }, signal })),
  });
}

/** Agrees to the plan that was looked at, or not. */
export function useDecideApproval({ id, planHash }: Pick<Approval, "id" | "planHash">) {
  return useChanging((body: { approve: boolean; comment: string }) =>
    unwrapBody(api.POST("/api/v1/approvals/{id}/decision", { params: { path: { id } }, body: { ...body, planHash } })),
  );
}

export function useApprovalRules() {
  return useQuery({
    queryKey: approvalKeys.rules,
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/approval-rules", { signal })),
  });
}

export function useSetApprovalRule(type: ApprovalRule["environmentType"]) {
  return useChanging((body: Schemas["ApprovalRuleChange"]) =>
    unwrapBody(api.PUT("/api/v1/approval-rules/{type}", { params: { path: { type: typeOf(type) } }, body })),
  );
}

export function useFreezes() {
  return useQuery({
    queryKey: approvalKeys.freezes,
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/freezes", { signal })),
  });
}

export function useFreeze() {
  return useChanging((body: NewFreeze) => unwrapBody(api.POST("/api/v1/freezes", { body })));
}

export function useEndFreeze() {
  return useChanging((id: string) => unwrap(api.DELETE("/api/v1/freezes/{id}", { params: { path: { id } } })));
}

export const environmentTypes = ["development", "staging", "production", "ephemeral"] as const;

export function typeOf(text: string): (typeof environmentTypes)[number] {
  return environmentTypes.find((each) => each === text) ?? "production";
}

function useChanging<Body, Answer>(mutationFn: (body: Body) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSettled: () => client.invalidateQueries({ queryKey: statusKeys.all }) });
}
