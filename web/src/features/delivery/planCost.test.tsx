import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { actionsOf } from "./plan";
import { actionCostWords, additionCostWords, planCostOf, type MonthlyCost } from "./planCost";
import { expectAccessible, renderApp } from "@/testing/renderApp";
import { runId } from "@/testing/runs";

const euro = (monthly: number): MonthlyCost => ({ monthly, currency: "EUR", reason: "" });
const unknown: MonthlyCost = { monthly: null, currency: null, reason: "nobody says what it costs" };
const free: MonthlyCost = { monthly: 0, currency: null, reason: "" };

test("what an action costs is said with what it was, and not known is never nothing", () => {
  expect(actionCostWords({ before: null, after: euro(20) })).toBe("20.00 EUR a month");
  expect(actionCostWords({ before: euro(10), after: euro(1020.125) })).toBe(
    "10.00 EUR a month → 1,020.125 EUR a month",
  );
  expect(actionCostWords({ before: euro(10), after: euro(10) })).toBe("10.00 EUR a month");
  expect(actionCostWords({ before: euro(10), after: unknown })).toBe("10.00 EUR a month → not known");
  expect(actionCostWords({ before: euro(10), after: null })).toBe("10.00 EUR a month less, when it is gone");
  expect(actionCostWords({ before: euro(10), after: free })).toBe("10.00 EUR a month → nothing");
});

test("what is to be added is said with its price", () => {
  expect(additionCostWords(euro(20))).toBe("20.00 EUR a month");
  expect(additionCostWords(free)).toBe("nothing");
  expect(additionCostWords(unknown)).toBe("what is not known: nobody says what it costs");
});

test("the cost of a plan that is kept is read, and nothing of it is trusted", () => {
  expect(planCostOf({ actions: [] })).toBeUndefined();
  expect(planCostOf({ cost: { sums: [{ currency: 3 }, "x"], unknown: "y" } })).toEqual({
    sums: [{ currency: "", before: 0, after: 0, difference: 0 }],
    unknown: [],
  });
  const [action] = actionsOf({ actions: [{ action: "create", cost: { before: null, after: { monthly: "20" } } }] });
  expect(action?.cost).toEqual({ before: null, after: { monthly: null, currency: null, reason: "" } });
});

const cell = {
  name: "development",
  type: "development",
  state: "running",
  health: "healthy",
  healthReason: "",
  runtime: "local",
  resources: [],
  sleepReason: "",
  instances: 1,
  url: "",
  release: "rel-3",
  releaseId: "id-3",
  commit: "9f1c2ab47de0",
  deployment: "01M8J0TQX3D715M2K1644FV350",
  deployedAt: "2026-11-28T14:00:00Z",
  lastAttempt: "succeeded",
  nextAction: "",
  lag: null,
  expiresAt: null,
  lastRun: runId,
};

const routes = {
  "GET /api/v1/environment-matrix": {
    items: [
      {
        component: "orders",
        project: "orders",
        owner: "group:default/shop",
        repository: "orders",
        environments: [cell],
      },
    ],
    next: null,
  },
  "GET /api/v1/environments": { items: [], next: null },
};

test("a plan says what each resource costs, the sum with what it is more than now, and what is not known", async () => {
  const { user } = renderApp("/environments", {
    ...routes,
    "POST /api/v1/restarts": {
      plan: {
        digest: "d1",
        actions: [
          {
            action: "update",
            subject: "postgres workloads.orders.db",
            reason: "db@1 -> db@2",
            cost: { before: euro(10), after: euro(30) },
          },
          { action: "keep", subject: "s3 workloads.orders.files", reason: "unless its parameters changed" },
        ],
        cost: {
          sums: [{ currency: "EUR", before: 10, after: 30, difference: 20 }],
          unknown: [{ subject: "s3 workloads.orders.files", reason: "nobody says what it costs" }],
        },
      },
    },
  });
  await user.click(await screen.findByRole("button", { name: "More for orders in development" }));
  await user.click(await screen.findByRole("menuitem", { name: "Restart" }));

  const sum = await screen.findByRole("region", { name: "What it costs a month" });
  expect(sum).toHaveTextContent("30.00 EUR a month, 20.00 EUR more than now");
  expect(sum).toHaveTextContent("Beside that: what one resource costs is not known");
  expect(sum).toHaveTextContent("s3 workloads.orders.files nobody says what it costs");
  expect(screen.getByText("10.00 EUR a month → 30.00 EUR a month")).toBeVisible();
  await expectAccessible();
});

test("what an environment costs now is said by component and resource", async () => {
  const { user } = renderApp("/environments", {
    ...routes,
    "GET /api/v1/environments/orders/development/costs": {
      project: "orders",
      environment: "development",
      environmentType: "development",
      sums: [{ currency: "EUR", monthly: 30 }],
      unknown: 1,
      components: [
        {
          component: "orders",
          sums: [{ currency: "EUR", monthly: 30 }],
          unknown: 1,
          resources: [
            {
              id: "workloads.orders.db",
              type: "postgres",
              definition: "db@2",
              state: "active",
              ...euro(30),
            },
            { id: "workloads.orders.files", type: "s3", definition: "s3@1", state: "active", ...unknown },
          ],
        },
      ],
    },
  });
  await user.click(await screen.findByRole("button", { name: "More for orders in development" }));
  await user.click(await screen.findByRole("menuitem", { name: "What development costs" }));

  const sheet = await screen.findByRole("dialog", { name: "What development of orders costs" });
  const component = await within(sheet).findByRole("region", { name: "What orders costs" });
  expect(component).toHaveTextContent("orders: 30.00 EUR a month and 1 price not known");
  expect(component).toHaveTextContent("s3 workloads.orders.files: not known, nobody says what it costs");
  await expectAccessible();
});
