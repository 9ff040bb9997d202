import { screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { expectAccessible, renderApp } from "@/testing/renderApp";

// A canvas, which jsdom does not have; the end-to-end journey looks at it.
vi.mock("./Trend", () => ({ Trend: () => <div role="img" aria-label="chart" /> }));

const metric = { value: null, unit: "share", n: 0, reason: "no_failures", warning: null, p75: null, p90: null };
const day = { attemptsFailed: 0, failures: 0, rework: 0, leadTimeHours: null, recoveryHours: null };
const routes = {
  "GET /api/v1/entity-names": { items: [], next: null },
  "GET /api/v1/service-health": { services: 0, healthy: 0, attention: [] },
  "GET /api/v1/dora": {
    definitionVersion: 2,
    days: 90,
    openFailures: [],
    series: [
      { ...day, date: "2026-11-21", deployments: 0 },
      { ...day, date: "2026-11-22", deployments: 2, leadTimeHours: 3.5 },
    ],
    metrics: {
      deploymentFrequency: { ...metric, value: 2, unit: "per day", n: 180, reason: null },
      leadTime: { ...metric, value: 3.5, unit: "hours", n: 3, reason: null, warning: "too_few" },
      changeFailureRate: { ...metric, value: 0, n: 180, reason: null },
      failedDeploymentRecoveryTime: metric,
      reworkRate: { ...metric, value: 0, n: 180, reason: null },
      attemptSuccessRate: metric,
    },
  },
  "GET /api/v1/dora/deliveries": {
    items: [
      {
        deployment: "01JD0QZ0V5T7KX9B3M2N4P6R8S",
        component: "shop",
        environment: "production",
        commit: "9f1c2ab47de0315588c0b4f3a9e1d2c4b5a69788",
        finishedAt: "2026-11-22T12:00:00Z",
        succeeded: true,
        failed: false,
        rework: false,
        failedAt: null,
        recoveredAt: null,
        commits: 2,
        leadTimeHours: 3.5,
      },
    ],
    next: null,
    total: 1,
  },
};

test("the metrics have numbers with what they rest on, or say why there is none", async () => {
  renderApp("/outcomes", routes);

  const tiles = await screen.findByRole("group", { name: "Metric" });

  expect(within(tiles).getByRole("button", { name: /Deployment frequency/ })).toHaveTextContent("2.0 / day");
  expect(within(tiles).getByRole("button", { name: /Change lead time/ })).toHaveTextContent("of 3 commits: too few");
  expect(within(tiles).getByRole("button", { name: /Recovery time/ })).toHaveTextContent("No deployment failed");
  await expectAccessible();
});

test("a metric is chosen in the address, and has its days as a table and its deployments", async () => {
  const { user, router } = renderApp("/outcomes?owner=group:default/payments", routes);

  await user.click(await screen.findByRole("button", { name: /Change lead time/ }));
  expect(router.state.location.search).toEqual({ owner: "group:default/payments", metric: "leadTime" });
  await user.click(screen.getByRole("button", { name: "Show as table" }));

  const days = screen.getByRole("table", { name: /Median hours of the day/ });
  expect(within(days).getAllByRole("row")).toHaveLength(2);
  expect(days).toHaveTextContent("3.5");
  const rows = await screen.findByRole("table", { name: "Deployments" });
  expect(rows).toHaveTextContent("3.5 h, 2 commits");
  expect(within(rows).getByRole("link", { name: "shop" })).toBeVisible();
});

test("deployments that do not count for a metric are not shown as its rows", async () => {
  renderApp("/outcomes?metric=reworkRate", routes);

  expect(await screen.findByText("No deployment counts here.")).toBeVisible();
});
