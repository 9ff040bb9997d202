import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { EntityDetail } from "@/features/catalog/catalog.queries";
import { problem } from "@/testing/fakes";
import { expectAccessible, me, renderApp } from "@/testing/renderApp";

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
    runtime: "local",
    resources: [],
    sleepReason: "",
    instances: 1,
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

test("a check that fails can be waived from the entity's standards, by who may ask", async () => {
  const check = {
    id: "in-production",
    title: "It runs in production",
    why: null,
    fix: "Promote it.",
    level: "gold",
    weight: 1,
    outcome: "fail",
    reason: null,
    evidence: [],
    since: "2026-11-22T11:00:00Z",
  };
  const standing = {
    scorecard: "readiness",
    title: "Readiness",
    levels: ["gold"],
    level: null,
    nextLevel: "gold",
    score: 0,
    since: "2026-11-22T11:00:00Z",
    checks: [check, { ...check, id: "owned", title: "It has an owner", outcome: "unknown" }],
  };
  const { user, requests } = renderApp("/catalog/component/default/orders?tab=standards", {
    "GET /api/v1/me": { ...me, permissions: ["waiver.request"] },
    "GET /api/v1/entities/component/default/orders": orders,
    "GET /api/v1/scorecard-standings": {
      entity: orders.ref,
      title: "Orders",
      team: null,
      items: [standing],
      next: null,
    },
    "GET /api/v1/scorecard-changes": { items: [], next: null },
    "POST /api/v1/waivers": () => problem(409, "standards.duplicate_waiver", "It is waived already."),
  });
  const panel = await screen.findByRole("region", { name: "Readiness" });
  await user.click(within(panel).getByText("It has an owner"));
  await user.click(within(panel).getByRole("button", { name: "Request a waiver" }));
  const dialog = await screen.findByRole("dialog");
  await user.type(within(dialog).getByRole("textbox", { name: "Why" }), "The sale");
  await user.type(within(dialog).getByRole("textbox", { name: "What is done instead" }), "Watched");
  await user.click(within(dialog).getByRole("button", { name: "Request waiver" }));

  expect(await within(dialog).findByText("It is waived already.")).toBeVisible();
  const sent = requests.findLast(({ route }) => route === "POST /api/v1/waivers");
  expect(JSON.parse(sent?.body ?? "")).toMatchObject({
    target: "check:default/readiness/in-production",
    subject: "component:default/orders",
  });
});
