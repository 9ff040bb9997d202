import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { expectAccessible, renderApp } from "@/testing/renderApp";
import type { components } from "@/shared/api/schema";

const waiting: components["schemas"]["Approval"] = {
  id: "01JA0000000000000000000001",
  deployment: "01JA0000000000000000000002",
  run: "01JA0000000000000000000003",
  round: 2,
  component: "shop",
  project: "shop",
  environment: "production",
  environmentType: "production",
  mode: "promote",
  release: 7,
  plan: { actions: [{ action: "start", subject: "shop rel-7", reason: "nothing runs yet" }] },
  planHash: "a".repeat(64),
  required: 2,
  fourEyes: true,
  approvers: [],
  state: "waiting",
  reason: "<img src=x onerror=alert(1)> \u202Eevil",
  requestedBy: "user:default/bob",
  createdAt: "2026-11-22T12:00:00Z",
  expiresAt: "2026-11-25T12:00:00Z",
  closedAt: null,
  votes: [{ voter: "user:default/carol", approves: true, comment: "fine", at: "2026-11-22T12:30:00Z" }],
  mayDecide: true,
  whyNot: "",
};

test("what waits shows its plan, who agreed and the decision; the decision names the plan that was looked at", async () => {
  const { user, requests } = renderApp("/approvals", {
    "GET /api/v1/approvals": { items: [waiting], next: null, total: 1 },
    "POST /api/v1/approvals/01JA0000000000000000000001/decision": { ...waiting, state: "approved" },
  });
  const card = await screen.findByRole("article", { name: "Promote shop to production" });
  expect(within(card).getByText("shop rel-7")).toBeVisible();
  expect(within(card).getByText(/1 of 2 agreed/)).toBeVisible();
  expect(within(card).getByText(/asked for again/)).toBeVisible();
  expect(within(card).getByText(/onerror/)).toBeVisible();
  await user.type(within(card).getByRole("textbox", { name: "Comment" }), "go");
  await user.click(within(card).getByRole("button", { name: "Approve this plan" }));
  const sent = requests.find(({ route }) => route.startsWith("POST"));
  expect(JSON.parse(sent?.body ?? "")).toEqual({ approve: true, comment: "go", planHash: "a".repeat(64) });
  await expectAccessible();
});

test("who has no voice is told why, and nothing to press is there", async () => {
  renderApp("/approvals", {
    "GET /api/v1/approvals": {
      items: [{ ...waiting, mayDecide: false, whyNot: "Deployments to production are approved by release." }],
      next: null,
      total: 1,
    },
  });
  expect(await screen.findByText("Deployments to production are approved by release.")).toBeVisible();
  expect(screen.queryByRole("button", { name: "Approve this plan" })).toBeNull();
});

test("nothing that waits is said in words", async () => {
  renderApp("/approvals", { "GET /api/v1/approvals": { items: [], next: null, total: 0 } });
  expect(await screen.findByText("Nothing waits for an approval.")).toBeVisible();
});
