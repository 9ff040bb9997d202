import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { EntityDetail } from "@/features/catalog/catalog.queries";
import { expectAccessible, renderApp } from "@/testing/renderApp";

const orders: EntityDetail = {
  ref: "component:default/orders",
  uid: "01JD0QZ0V5T7KX9B3M2N4P6R8S",
  kind: "Component",
  namespace: "default",
  name: "orders",
  title: "Orders",
  description: "Takes orders.",
  owner: "group:default/payments",
  type: "service",
  lifecycle: "production",
  tags: [],
  updatedAt: "2026-11-22T11:00:00Z",
  relations: [
    { type: "ownedBy", target: "group:default/payments" },
    { type: "dependsOn", target: "resource:shop/orders-db" },
    { type: "providesApi", target: "api:default/orders" },
  ],
  annotations: {},
  links: [
    { url: "https://example.org/runbook", title: "Runbook" },
    { url: "javascript:alert(1)", title: "Trap" },
  ],
  spec: {},
  document: {},
  conflicts: [],
  source: {
    name: "repository:payments/orders",
    file: "catalog-info.yaml",
    commit: "9f1c2ab47de0315588c0b4f3a9e1d2c4b5a69788",
  },
};

function environment(name: string, state: string, health: string) {
  return {
    name,
    type: name,
    state,
    health,
    healthReason: "",
    url: "http://orders.localhost:7090/",
    release: "rel-3",
    releaseId: "r3",
    commit: "9f1c2ab47de0315588c0b4f3a9e1d2c4b5a69788",
    deployment: null,
    deployedAt: "2026-11-22T11:00:00Z",
    lastAttempt: "succeeded",
    nextAction: "",
  };
}

test("an entity shows its facts, relations and links", async () => {
  renderApp("/catalog/component/default/orders", { "GET /api/v1/entities/component/default/orders": orders });

  expect(await screen.findByRole("heading", { name: "Orders" })).toBeVisible();
  expect(
    within(await screen.findByRole("region", { name: "About" })).getByRole("link", { name: /payments/ }),
  ).toHaveAttribute("href", "/catalog/group/default/payments");
  const relations = screen.getByRole("region", { name: "Relations" });
  expect(within(relations).getByRole("link", { name: "orders" })).toHaveAttribute(
    "href",
    "/catalog/api/default/orders",
  );
  expect(relations).toHaveTextContent("depends onshop/orders-db");
  await expectAccessible();
});

test("a link that would run a script is text", async () => {
  renderApp("/catalog/component/default/orders", { "GET /api/v1/entities/component/default/orders": orders });

  const links = await screen.findByRole("region", { name: "Links" });

  expect(
    within(links)
      .getAllByRole("link")
      .map((link) => link.getAttribute("href")),
  ).toEqual(["https://example.org/runbook"]);
  expect(links).toHaveTextContent("Trap javascript:alert(1)");
});

test("the open tab is part of the address, and an unknown one is the overview", async () => {
  renderApp("/catalog/component/default/orders?tab=nothing", {
    "GET /api/v1/entities/component/default/orders": orders,
  });

  expect(await screen.findByRole("tab", { name: "Overview" })).toHaveAttribute("aria-selected", "true");
});

test("a component says in its head how it runs", async () => {
  renderApp("/catalog/component/default/orders", {
    "GET /api/v1/entities/component/default/orders": orders,
    "GET /api/v1/components/orders/status": {
      component: "orders",
      project: "orders",
      owner: "group:default/payments",
      repository: "payments/orders",
      lastRun: null,
      environments: [
        environment("development", "running", "healthy"),
        environment("production", "running", "degraded"),
        environment("staging", "empty", "missing"),
      ],
    },
    "GET /api/v1/environments": { items: [], next: null },
    "GET /api/v1/components/orders/timeline": {
      items: [
        {
          kind: "deployment",
          id: "01JD0QZ0V5T7KX9B3M2N4P6R8S",
          at: "2026-11-22T11:00:00Z",
          finishedAt: "2026-11-22T11:00:04Z",
          title: "rel-3 promoted to production",
          state: "succeeded",
          environment: "production",
          actor: "user:default/alice",
          run: "01JD0QZ0V5T7KX9B3M2N4P6R8T",
        },
      ],
      next: null,
    },
  });

  // The worst of those where it runs at all stands in the head, before the cards of the environments.
  expect((await screen.findAllByText(/^(Degraded|Healthy|Missing)$/))[0]).toHaveTextContent("Degraded");
  const now = await screen.findByRole("region", { name: "Environments now" });
  expect(within(now).getByRole("article", { name: "production" })).toHaveTextContent("rel-3");
  expect(await screen.findByRole("link", { name: "rel-3 promoted to production" })).toHaveAttribute(
    "href",
    "/runs/01JD0QZ0V5T7KX9B3M2N4P6R8T",
  );
  expect(screen.getAllByRole("tab").map((tab) => tab.textContent)).toEqual([
    "Overview",
    "Changes",
    "Runs",
    "Deployments",
    "Resources",
    "Logs",
    "Metrics",
    "Traces",
    "Incidents",
    "Standards",
    "API",
    "Code",
    "Settings",
  ]);
  await expectAccessible();
});
