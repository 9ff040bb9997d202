import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { EntityDetail } from "./catalog.queries";
import { expectAccessible, renderApp } from "@/testing/renderApp";

const orders: EntityDetail = {
  ref: "component:default/orders",
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
    { type: "ownedBy", target: "group:default/payments", title: null, exists: true },
    { type: "dependsOn", target: "resource:shop/orders-db", title: null, exists: false },
    { type: "providesApi", target: "api:default/orders", title: "Orders API", exists: true },
  ],
  annotations: {},
  labels: {},
  links: [
    { url: "https://example.org/runbook", title: "Runbook" },
    { url: "javascript:alert(1)", title: "Trap" },
  ],
  spec: {},
  source: null,
};

test("an entity shows its facts, relations and links", async () => {
  renderApp("/catalog/component/default/orders", { "GET /api/v1/entities/component/default/orders": orders });

  expect(await screen.findByRole("heading", { name: "Orders" })).toBeVisible();
  expect(within(screen.getByRole("region", { name: "About" })).getByRole("link", { name: /payments/ })).toHaveAttribute(
    "href",
    "/catalog/group/default/payments",
  );
  const relations = screen.getByRole("region", { name: "Relations" });
  expect(within(relations).getByRole("link", { name: "Orders API" })).toHaveAttribute(
    "href",
    "/catalog/api/default/orders",
  );
  expect(relations).toHaveTextContent("depends onshop/orders-db not in the catalog");
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
