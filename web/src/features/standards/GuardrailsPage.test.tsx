import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { problem } from "@/testing/fakes";
import { expectAccessible, renderApp } from "@/testing/renderApp";

const decisionId = "01M8J0TQX3D715M2K1644FV350";
const waiverId = "01M8J0TQX3D715M2K1644FV351";

function finding(more: object = {}) {
  return {
    policy: "cost-limit",
    version: "0123456789ab",
    title: "It stays within what it may cost",
    owner: "group:default/platform",
    mode: "hard",
    verdict: "fail",
    met: false,
    message: "shop costs too much.",
    hint: "towpath status shop",
    reason: null,
    waiver: null,
    evidence: [{ pointer: "/cost/monthly", value: "900" }],
    ...more,
  };
}

function decision(more: object = {}) {
  return {
    id: decisionId,
    gate: "promote",
    subject: "component:default/shop",
    cause: null,
    owner: "group:default/payments",
    project: "shop",
    environment: "production",
    environmentType: "production",
    actor: "user:default/alice",
    outcome: "denied",
    overrideReason: null,
    inputDigest: "00",
    findings: [
      finding({ policy: "owner-present", title: "Everything has an owner", verdict: "pass", met: true }),
      finding(),
    ],
    at: "2026-11-29T08:00:00Z",
    ...more,
  };
}

const waiver = {
  id: waiverId,
  target: "policy:default/cost-limit",
  title: "It stays within what it may cost",
  subject: "component:default/shop",
  environment: "production",
  reason: "The sale",
  control: "Watched daily",
  owner: "group:default/payments",
  targetOwner: "group:default/platform",
  state: "requested",
  requestedBy: "user:default/alice",
  requestedAt: "2026-11-29T08:00:00Z",
  expiresAt: "2026-12-06T08:00:00Z",
  decidedBy: null,
  decidedAt: null,
  endedAt: null,
  comment: null,
  mayDecide: true,
  mayEnd: true,
  whyNot: null,
};

test("why something was stopped: what stops comes first, with its hint and what it read", async () => {
  renderApp(`/guardrails/decisions/${decisionId}`, { [`GET /api/v1/decisions/${decisionId}`]: decision() });

  const stopping = await screen.findByRole("article", { name: "It stays within what it may cost" });

  expect(screen.getAllByRole("article")[0]).toBe(stopping);
  expect(stopping).toHaveTextContent("shop costs too much.");
  expect(within(stopping).getByText("towpath status shop")).toBeVisible();
  expect(stopping).toHaveTextContent("/cost/monthly");
  await expectAccessible();
});

test("a waiver is asked for from what stopped, and only from that", async () => {
  const { user, requests } = renderApp(`/guardrails/decisions/${decisionId}`, {
    [`GET /api/v1/decisions/${decisionId}`]: decision(),
    "POST /api/v1/waivers": waiver,
  });
  await user.click(await screen.findByRole("button", { name: "Request a waiver" }));
  const dialog = await screen.findByRole("dialog");
  await user.type(within(dialog).getByRole("textbox", { name: "Why" }), "The sale");
  await user.type(within(dialog).getByRole("textbox", { name: "What is done instead" }), "Watched daily");

  await user.click(within(dialog).getByRole("button", { name: "Request waiver" }));

  const sent = requests.findLast(({ route }) => route === "POST /api/v1/waivers");
  expect(JSON.parse(sent?.body ?? "")).toEqual({
    target: "policy:default/cost-limit",
    subject: "component:default/shop",
    environment: "production",
    reason: "The sale",
    control: "Watched daily",
    days: 7,
  });
});

test("decisions and waivers have their own lists, which say when there is nothing", async () => {
  const { user } = renderApp("/guardrails?view=decisions", {
    "GET /api/v1/decisions": { items: [], next: null },
    "GET /api/v1/waivers": { items: [], next: null, total: 0 },
  });
  expect(await screen.findByText("Nothing was decided here yet.")).toBeVisible();

  await user.click(screen.getByRole("button", { name: "Waivers" }));

  expect(await screen.findByText("There is no waiver.")).toBeVisible();
});

test("whoever may decide approves with one click", async () => {
  const { user, requests } = renderApp(`/guardrails/waivers/${waiverId}`, {
    [`GET /api/v1/waivers/${waiverId}`]: waiver,
    [`POST /api/v1/waivers/${waiverId}/verdict`]: { ...waiver, state: "approved", mayDecide: false },
  });

  await user.click(await screen.findByRole("button", { name: "Approve" }));

  const sent = requests.findLast(({ route }) => route === `POST /api/v1/waivers/${waiverId}/verdict`);
  expect(JSON.parse(sent?.body ?? "")).toEqual({ approve: true, comment: "" });
  await expectAccessible();
});

test("policies that cannot be read say so and can be tried again", async () => {
  renderApp("/guardrails", {
    "GET /api/v1/policies": () => problem(503, "http.overloaded", "Too much to do."),
  });

  expect(await screen.findByText("Too much to do.")).toBeVisible();
  expect(screen.getByRole("button", { name: "Try again" })).toBeVisible();
});

const unreadable = {
  name: "not-b",
  ref: "policy:default/not-b",
  title: "Not to b",
  description: "",
  owner: null,
  shipped: false,
  version: "0123456789ab",
  gates: ["deploy"],
  match: {},
  parameters: {},
  condition: "environs.name != 'b'",
  mode: "hard",
  unknown: "block",
  message: "It is b.",
  hint: null,
  longestWaiverDays: 90,
  tests: [],
  text: "kind: Policy",
  problem: "1:1: 'environs' is not known.",
  decisions: 0,
  unmet: 0,
};

test("a policy that cannot be read any more says so in the list", async () => {
  renderApp("/guardrails", { "GET /api/v1/policies": { items: [unreadable], next: null } });

  expect(
    await screen.findByText(/counts as not met until it is corrected: 1:1: 'environs' is not known/),
  ).toBeVisible();
});

test("a policy that cannot be read any more says so on its page, with what is wrong", async () => {
  renderApp("/guardrails/policies/not-b", {
    "GET /api/v1/policies/not-b": unreadable,
    "GET /api/v1/decisions": { items: [], next: null },
  });

  expect(
    await screen.findByText(/counts as not met until it is corrected: 1:1: 'environs' is not known/),
  ).toBeVisible();
  await expectAccessible();
});
