import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { expectAccessible, renderApp } from "@/testing/renderApp";
import { makeRun } from "@/testing/runs";

const none = { value: null, unit: "share", n: 0, reason: "no_deployments", warning: null, p75: null, p90: null };
const hostile = "<img src=x onerror=alert(1)> \u202Eevil";
const routes = {
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
  "GET /api/v1/dora": {
    definitionVersion: 2,
    days: 90,
    series: [],
    openFailures: [],
    metrics: {
      deploymentFrequency: none,
      leadTime: none,
      changeFailureRate: none,
      failedDeploymentRecoveryTime: none,
      reworkRate: none,
      attemptSuccessRate: none,
    },
  },
};

test("home shows what needs me, my services with where they are live, and what to do next", async () => {
  renderApp("/", routes);

  const needs = await screen.findByRole("region", { name: "Needs you" });
  expect(await within(needs).findByRole("link", { name: /shop is degraded in development/ })).toBeVisible();
  expect(within(needs).getByRole("link", { name: "shop: a broken test" })).toBeVisible();
  expect(within(needs).queryByText(/other/)).toBeNull();

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
  await expectAccessible();
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
    "GET /api/v1/entities": { items: [], next: null, total: 0 },
    "GET /api/v1/runs": { items: [], next: null, total: 0 },
    "GET /api/v1/service-health": { services: 0, healthy: 0, attention: [] },
  });

  expect(await screen.findByText("You own nothing yet.")).toBeVisible();
  expect(await screen.findByText(/^Nothing\. Your runs have succeeded/)).toBeVisible();
});
