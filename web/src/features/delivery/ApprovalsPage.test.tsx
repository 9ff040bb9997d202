import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { expectAccessible, me, renderApp } from "@/testing/renderApp";
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

const frozen: components["schemas"]["Freeze"] = {
  id: "01JA0000000000000000000004",
  effect: "deny",
  reason: "Nobody is here at the weekend",
  project: "",
  environmentType: "production",
  startsAt: "2026-11-22T12:00:00Z",
  endsAt: null,
  weekly: { days: ["fri"], at: "15:00", durationMinutes: 64 * 60 },
  mayOverride: false,
  open: false,
  openUntil: null,
  createdBy: "user:default/alice",
  createdAt: "2026-11-22T12:00:00Z",
};
const rules = {
  "GET /api/v1/me": { ...me, permissions: ["freeze.create"] },
  "GET /api/v1/approval-rules": { items: [] },
  "GET /api/v1/freezes": { items: [frozen] },
  "POST /api/v1/freezes": frozen,
};

async function newFreeze() {
  const { user, requests } = renderApp("/approvals?show=rules", rules);
  await user.click(await screen.findByRole("button", { name: "Freeze deployments" }));
  const form = screen.getByRole("form", { name: "New freeze" });
  await user.type(within(form).getByRole("textbox", { name: "Why" }), "Weekend");
  const sent = () =>
    requests.filter(({ route }) => route === "POST /api/v1/freezes").map(({ body }): unknown => JSON.parse(body ?? ""));
  const fill = (label: string, value: string) => {
    fireEvent.change(within(form).getByLabelText(label), { target: { value } });
  };
  return { user, form, sent, fill };
}

test("deployments are frozen every week between two times of day, in UTC", async () => {
  const { user, form, sent, fill } = await newFreeze();
  const button = within(form).getByRole("button", { name: "Freeze" });

  await user.selectOptions(within(form).getByRole("combobox", { name: "How often" }), "every week");
  expect(within(form).getByText("Days and times are UTC, in summer and in winter.")).toBeVisible();
  expect(within(form).queryByLabelText("From")).toBeNull();
  await user.click(within(form).getByRole("checkbox", { name: "fri" }));
  await user.click(within(form).getByRole("checkbox", { name: "mon" }));
  expect(button).toBeDisabled();
  fill("From (UTC)", "15:00");
  fill("Until (UTC)", "07:00");
  expect(within(form).getByText("It would end before it begins.")).toBeVisible();
  expect(button).toBeDisabled();
  await user.selectOptions(within(form).getByRole("combobox", { name: "Ends" }), "3 days later");
  await expectAccessible();
  await user.click(button);

  await waitFor(() => {
    expect(sent()).toEqual([
      {
        effect: "deny",
        reason: "Weekend",
        mayOverride: false,
        environmentType: "production",
        weekly: { days: ["mon", "fri"], at: "15:00", durationMinutes: 64 * 60 },
      },
    ]);
  });
});

test("a window of more than a week is not asked for", async () => {
  const { user, form, fill } = await newFreeze();

  await user.selectOptions(within(form).getByRole("combobox", { name: "How often" }), "every week");
  await user.click(within(form).getByRole("checkbox", { name: "fri" }));
  fill("From (UTC)", "15:00");
  fill("Until (UTC)", "15:01");
  await user.selectOptions(within(form).getByRole("combobox", { name: "Ends" }), "7 days later");

  expect(within(form).getByText("It may last a week at most.")).toBeVisible();
  expect(within(form).getByRole("button", { name: "Freeze" })).toBeDisabled();
});

test("a freeze that happens once has no weekly window, and a weekly one is told with its end", async () => {
  const { user, form, sent, fill } = await newFreeze();

  expect(screen.getByText(/every fri from 15:00 to 07:00 UTC 3 days later/)).toBeVisible();
  fill("From", "2026-12-23T15:00");
  await user.click(within(form).getByRole("button", { name: "Freeze" }));

  await waitFor(() => {
    expect(sent()).toEqual([
      {
        effect: "deny",
        reason: "Weekend",
        mayOverride: false,
        environmentType: "production",
        startsAt: new Date("2026-12-23T15:00").toISOString().replace(/Z$/, "000Z"),
      },
    ]);
  });
});
