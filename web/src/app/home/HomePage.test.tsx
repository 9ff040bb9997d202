import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { FakeEventSource } from "@/testing/fakes";
import { expectAccessible, renderApp } from "@/testing/renderApp";
import { outcome, outcomesWithoutData } from "@/testing/outcomes";
import { makeRun } from "@/testing/runs";

const hostile = "<img src=x onerror=alert(1)> \u202Eevil";
const toReview = {
  id: "01JA0000000000000000000001",
  repository: "shop",
  owner: "user:default/alice",
  number: 4,
  title: hostile,
  description: "",
  author: "user:default/bob",
  source: "fix",
  target: "main",
  state: "open",
  head: "c",
  mergeBase: null,
  mergeCommit: null,
  strategy: null,
  endedBy: null,
  endedAt: null,
  createdAt: "2026-11-22T12:00:00Z",
  updatedAt: "2026-11-22T12:00:00Z",
  comments: 0,
  approvals: 0,
  hasObjections: false,
};
const own = { ...toReview, id: "2", number: 5, title: "Mine", author: "user:default/alice", hasObjections: true };
const routes = {
  "GET /api/v1/approvals": { items: [], next: null, total: 0 },
  "GET /api/v1/waivers": {
    items: [
      {
        id: "01JA0000000000000000000003",
        title: "It has a runbook",
        subject: "component:default/till",
        requestedBy: "user:default/bob",
        requestedAt: "2026-11-22T12:00:00Z",
      },
    ],
    next: null,
    total: 1,
  },
  "GET /api/v1/changes": { items: [toReview, own], next: null, total: 12 },
  "GET /api/v1/entities": {
    items: [
      {
        ref: "component:default/shop",
        uid: "u",
        kind: "Component",
        namespace: "default",
        name: "shop",
        title: null,
        description: hostile,
        owner: "user:default/alice",
        type: "service",
        lifecycle: "experimental",
        tags: [],
        updatedAt: "2026-11-22T12:00:00Z",
      },
    ],
    next: null,
    total: 1,
  },
  "GET /api/v1/components/shop/status": {
    component: "shop",
    project: "shop",
    owner: "user:default/alice",
    repository: "shop",
    lastRun: null,
    environments: [
      {
        name: "development",
        type: "development",
        state: "running",
        health: "healthy",
        healthReason: "",
        runtime: "local",
        resources: [],
        sleepReason: "",
        instances: 1,
        url: "http://shop-development.localhost:8080/",
        release: "rel-3",
        releaseId: "r",
        commit: "c",
        deployment: "d",
        deployedAt: "2026-11-22T12:00:00Z",
        lastAttempt: "succeeded",
        nextAction: "",
      },
    ],
  },
  "GET /api/v1/runs": { items: [makeRun({ state: "failed", title: "shop: a broken test" })], next: null, total: 1 },
  "GET /api/v1/golden-paths": {
    items: [
      {
        name: "first-service",
        title: "Your first service",
        description: "",
        owner: "",
        type: "service",
        tags: ["tutorial"],
        intent: "",
        trackRecord: null,
      },
    ],
  },
  "GET /api/v1/users": { items: [], next: null, total: 1 },
  "GET /api/v1/entity-names": { items: [], next: null },
  "GET /api/v1/service-health": {
    services: 1,
    healthy: 0,
    attention: [
      {
        component: "shop",
        owner: "user:default/alice",
        environment: "development",
        type: "development",
        health: "degraded",
        reason: "answers 500",
        release: "rel-3",
      },
      {
        component: "other",
        owner: "group:default/others",
        environment: "production",
        type: "production",
        health: "missing",
        reason: "",
        release: null,
      },
    ],
  },
  "GET /api/v1/metrics": outcomesWithoutData,
};

test("home shows what needs me, my services with where they are live, and what to do next", async () => {
  const { requests } = renderApp("/", routes);

  const needs = await screen.findByRole("region", { name: "Needs you" });
  expect(await within(needs).findByRole("link", { name: /shop is degraded in development/ })).toBeVisible();
  expect(within(needs).getByRole("link", { name: "shop: a broken test" })).toBeVisible();
  expect(within(needs).queryByText(/other/)).toBeNull();
  expect(within(needs).getByRole("link", { name: "A waiver waits for you: It has a runbook" })).toHaveAttribute(
    "href",
    "/guardrails/waivers/01JA0000000000000000000003",
  );
  const review = within(needs).getByRole("link", { name: hostile });
  expect(review).toHaveAttribute("href", "/repositories/shop/changes/4");
  expect(within(needs).getByText(/^to review, by bob/)).toBeVisible();
  expect(within(needs).getByText(/^changes requested/)).toBeVisible();
  expect(within(needs).getByRole("link", { name: "10 more changes wait for you" })).toHaveAttribute(
    "href",
    "/changes?awaiting=me",
  );

  const card = await screen.findByRole("article", { name: "shop" });
  expect(await within(card).findByText("rel-3")).toBeVisible();
  expect(within(card).getByRole("link", { name: /shop-development\.localhost/ })).toHaveAttribute(
    "href",
    "http://shop-development.localhost:8080/",
  );
  expect(within(card).getByText(hostile)).toBeVisible();

  const start = await screen.findByRole("region", { name: "Getting started" });
  expect(start).toHaveTextContent("Create a service, done");
  expect(start).toHaveTextContent("Bring it to production, to do");
  expect(requests.find(({ route }) => route === "GET /api/v1/changes")?.search).toBe("?awaiting=me");
  await expectAccessible();
});

test("a change that comes to wait for me appears on home by itself", async () => {
  let waiting: object[] = [];
  renderApp("/", { ...routes, "GET /api/v1/changes": () => ({ items: waiting, next: null, total: waiting.length }) });
  const needs = await screen.findByRole("region", { name: "Needs you" });
  expect(await within(needs).findByRole("link", { name: "shop: a broken test" })).toBeVisible();

  expect(within(needs).queryByRole("link", { name: "Mine" })).toBeNull();
  waiting = [own];
  FakeEventSource.find("/events/stream").send("event", 1, { type: "change.reviewed", subject: "change:1" });

  expect(await within(needs).findByRole("link", { name: "Mine" }, { timeout: 5000 })).toBeVisible();
});

test("the checklist that was put away stays away", async () => {
  const { user } = renderApp("/", routes);

  await user.click(await screen.findByRole("button", { name: "Put the checklist away" }));

  expect(screen.queryByRole("region", { name: "Getting started" })).toBeNull();
  expect(localStorage.getItem("towpath-started:user:default/alice")).toBe("away");
  localStorage.clear();
});

test("who owns nothing is told how to begin", async () => {
  renderApp("/", {
    ...routes,
    "GET /api/v1/changes": { items: [], next: null, total: 0 },
    "GET /api/v1/waivers": { items: [], next: null, total: 0 },
    "GET /api/v1/entities": { items: [], next: null, total: 0 },
    "GET /api/v1/runs": { items: [], next: null, total: 0 },
    "GET /api/v1/service-health": { services: 0, healthy: 0, attention: [] },
  });

  expect(await screen.findByText("You own nothing yet.")).toBeVisible();
  expect(await screen.findByRole("link", { name: "Your first service" })).toHaveAttribute(
    "href",
    "/create/first-service",
  );
  expect(await screen.findByText(/^Nothing\. Your runs have succeeded/)).toBeVisible();
});

test("home has three entrances, chosen in the address and remembered", async () => {
  const { user, router } = renderApp("/", {
    ...routes,
    "GET /api/v1/metrics": {
      ...outcomesWithoutData,
      items: [
        {
          ...outcome,
          key: "change-lead-time",
          name: "Change lead time",
          unit: "hours",
          value: 30,
          n: 12,
          target: {
            value: 24,
            due: null,
            responsible: "group:default/platform",
            decision: "Review on the same day.",
            setAt: "2026-11-20T10:00:00Z",
            isMet: false,
          },
        },
        {
          ...outcome,
          key: "teams-live",
          name: "Teams that are live",
          question: "adoption",
          unit: "share",
          value: 0.5,
          n: 8,
        },
      ],
    },
    "GET /api/v1/feedback": { items: [], next: null, total: 0 },
  });

  await user.click(await screen.findByRole("button", { name: "Manager" }));
  const targets = await screen.findByRole("region", { name: "Targets" });
  expect(targets).toHaveTextContent("target 24.0 h");
  expect(targets).toHaveTextContent("Review on the same day.");
  expect(router.state.location.search).toEqual({ as: "manager" });
  expect(localStorage.getItem("towpath-entrance:user:default/alice")).toBe("manager");
  await expectAccessible();

  await user.click(screen.getByRole("button", { name: "Platform team" }));
  expect(await screen.findByRole("region", { name: "Is it used?" })).toHaveTextContent("50 %");
  expect(await screen.findByText("Everything that was said has an answer.")).toBeVisible();
  await expectAccessible();
  localStorage.clear();
});
