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
        { name: "development", state: "running", health: "healthy" },
        { name: "production", state: "running", health: "degraded" },
        { name: "staging", state: "empty", health: "missing" },
      ],
    },
  });

  // The worst of those where it runs at all.
  expect(await screen.findByText("Degraded")).toBeVisible();
});
