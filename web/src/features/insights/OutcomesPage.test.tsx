import { screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { outcome } from "@/testing/outcomes";
import { expectAccessible, me, renderApp } from "@/testing/renderApp";

// A canvas, which jsdom does not have; the end-to-end journey looks at it.
vi.mock("./Trend", () => ({ Trend: () => <div role="img" aria-label="chart" /> }));

const leadTime = {
  ...outcome,
  key: "change-lead-time",
  name: "Change lead time",
  unit: "hours",
  direction: "down",
  cases: "commits",
  value: 3.5,
  n: 3,
  reason: null,
  reasonText: null,
  warning: "too_few",
  p75: 5,
  p90: 7,
  before: { ...outcome.before, value: 60, reason: null },
  isBetter: true,
};
const detail = {
  ...leadTime,
  days: 90,
  series: [
    { date: "2026-11-21", value: null, n: 0 },
    { date: "2026-11-22", value: 3.5, n: 2 },
  ],
  parts: [],
  openFailures: [],
  baseline: {
    value: 240,
    n: 80,
    reason: null,
    reasonText: null,
    names: ["shop-before"],
    from: "2025-01-01T00:00:00Z",
    to: "2026-01-01T00:00:00Z",
    isProxy: false,
  },
  benchmark: {
    edition: "2025-score",
    title: "DORA 2025",
    source: "dora.dev",
    note: null,
    group: null,
    score: 8,
    meanScore: 5.5,
  },
};
const routes = {
  "GET /api/v1/entity-names": { items: [], next: null },
  "GET /api/v1/service-health": { services: 0, healthy: 0, attention: [] },
  "GET /api/v1/metrics": {
    items: [
      leadTime,
      { ...outcome, key: "cost", name: "Cost of workloads", question: "cost", reasonText: "Nothing here reports it." },
    ],
    next: null,
    total: 2,
    days: 90,
  },
  "GET /api/v1/metrics/change-lead-time": detail,
  "GET /api/v1/metrics/change-lead-time/rows": {
    items: [
      {
        id: "01JD0QZ0V5T7KX9B3M2N4P6R8S",
        component: "shop",
        label: "live",
        begunAt: "2026-11-22T12:00:00Z",
        endedAt: "2026-11-22T12:00:00Z",
        value: 3.5,
        flagged: false,
      },
    ],
    next: null,
  },
};

test("metrics stand by question, with a value beside the time before or why there is none", async () => {
  renderApp("/outcomes", routes);

  const speed = await screen.findByRole("region", { name: "How fast does a change reach its users?" });
  const card = within(speed).getByRole("link", { name: /Change lead time/ });
  expect(card).toHaveTextContent("3.5 hof 3 commits: too few to say muchbetter than 2.5 d before");
  expect(card).toHaveAttribute("href", "/outcomes/change-lead-time");
  const cost = screen.getByRole("region", { name: "What does it cost?" });
  expect(cost).toHaveTextContent("Nothing here reports it.");
  await expectAccessible();
});

test("how far back is chosen in the address", async () => {
  const { user, router } = renderApp("/outcomes?owner=group:default/payments", routes);

  await user.click(await screen.findByRole("button", { name: "30 days" }));

  expect(router.state.location.search).toEqual({ owner: "group:default/payments", days: 30 });
});

test("a metric has its definition, comparisons, days as a table and the rows it is made of", async () => {
  const { user } = renderApp("/outcomes/change-lead-time", routes);

  expect(await screen.findByText("Successful deployments to production.")).toBeVisible();
  const compared = screen.getByRole("region", { name: "Comparisons" });
  expect(compared).toHaveTextContent("10.0 d from 2025-01-01 to 2026-01-01, of 80");
  expect(compared).toHaveTextContent("8.0 of 10. All who answered: 5.5.");
  await user.click(screen.getByRole("button", { name: "Show as table" }));
  const days = screen.getByRole("table", { name: "Change lead time over time" });
  expect(within(days).getAllByRole("row")).toHaveLength(2);
  const rows = await screen.findByRole("table", { name: "Rows" });
  expect(within(rows).getByRole("link", { name: "shop" })).toBeVisible();
  expect(rows).toHaveTextContent("3.5 h");
  await expectAccessible();
});

test("the platform team says what is wanted", async () => {
  const { user, requests } = renderApp("/outcomes/change-lead-time", {
    ...routes,
    "GET /api/v1/me": { ...me, permissions: [...me.permissions, "target.update"] },
    "PUT /api/v1/metrics/change-lead-time/target": {
      value: 24,
      due: null,
      responsible: "group:default/platform",
      decision: "Review on the same day.",
      setAt: "2026-11-20T10:00:00Z",
    },
  });

  await user.click(await screen.findByRole("button", { name: "Set a target" }));
  await user.type(screen.getByRole("textbox", { name: /^Wanted, hours/ }), "24");
  await user.type(screen.getByRole("textbox", { name: /^The decision/ }), "Review on the same day.");
  await user.click(screen.getByRole("button", { name: "Save target" }));

  await screen.findByRole("button", { name: "Set a target" });
  const sent = requests.find(({ route }) => route.startsWith("PUT "));
  expect(JSON.parse(sent?.body ?? "")).toEqual({
    value: 24,
    responsible: "group:default/platform",
    decision: "Review on the same day.",
  });
});
