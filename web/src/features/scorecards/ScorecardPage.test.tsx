import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { expectAccessible, me, renderApp } from "@/testing/renderApp";
import { problem } from "@/testing/fakes";
import type { components } from "@/shared/api/schema";

type Schemas = components["schemas"];

const hostile = "<img src=x onerror=alert(1)>";
const scorecard: Schemas["Scorecard"] = {
  name: "ready",
  title: "Ready",
  description: "What a service needs.",
  owner: "group:default/platform",
  entity: null,
  levels: ["bronze", "gold"],
  filter: { kinds: ["Component"], types: [], lifecycles: [], owners: [], tags: [], when: null },
  checks: [
    {
      id: "described",
      title: "It says what it is for",
      why: `Somebody reads it ${hostile}`,
      fix: "Say it:\n```yaml\nmetadata:\n  description: Sells tea.\n```\n",
      level: "bronze",
      weight: 1,
      owner: null,
      pass: "has(entity.metadata.description)",
      maxAgeHours: null,
    },
    {
      id: "probe",
      title: "It says when it is ready",
      why: null,
      fix: "Add a probe.",
      level: "gold",
      weight: 2,
      owner: null,
      pass: null,
      maxAgeHours: 24,
    },
  ],
  entities: 2,
  standings: [
    { level: null, entities: 1 },
    { level: "bronze", entities: 1 },
    { level: "gold", entities: 0 },
  ],
};
const columns: Schemas["HeatMapColumn"][] = [
  {
    id: "described",
    title: "It says what it is for",
    level: "bronze",
    counts: { pass: 1, fail: 1, unknown: 0, waived: 0 },
  },
  {
    id: "probe",
    title: "It says when it is ready",
    level: "gold",
    counts: { pass: 0, fail: 1, unknown: 1, waived: 0 },
  },
];
const half: Schemas["CheckCounts"] = { pass: 1, fail: 1, unknown: 0, waived: 0 };
const head = { scorecard: "ready", title: "Ready", levels: ["bronze", "gold"], checks: columns };
const entities: Schemas["EntityHeatMap"] = {
  ...head,
  items: [
    {
      entity: "component:default/shop",
      title: "shop",
      team: "group:default/payments",
      level: null,
      score: 0,
      cells: ["fail", "unknown"],
    },
    {
      entity: "component:default/till",
      title: hostile,
      team: null,
      level: "bronze",
      score: 33,
      cells: ["pass", "fail"],
    },
  ],
  next: null,
  total: 2,
};
const teams: Schemas["TeamHeatMap"] = {
  ...head,
  items: [
    { team: null, entities: 1, standings: scorecard.standings, cells: [half, half] },
    {
      team: "group:default/payments",
      entities: 1,
      standings: scorecard.standings,
      cells: [half, half],
    },
  ],
  next: null,
  total: 2,
};
const routes = {
  "GET /api/v1/notifications": { items: [], total: 0, next: null, unread: 0, news: 0 },
  "GET /api/v1/scorecards": { items: [scorecard], next: null, total: 1 },
  "GET /api/v1/scorecards/ready/entities": entities,
  "GET /api/v1/scorecards/ready/teams": teams,
};
const platform = { "GET /api/v1/me": { ...me, permissions: [...me.permissions, "campaign.start"] } };

test("cells have words, and the arrow keys move among them", async () => {
  const { user } = renderApp("/scorecards/ready", routes);

  const first = await screen.findByRole("button", { name: /^It says what it is for bronze · 1\/2: 1 of 2 pass/ });
  await expectAccessible();
  first.focus();
  await user.keyboard("{ArrowDown}");
  expect(screen.getByRole("button", { name: "shop: fails" })).toHaveFocus();
  await user.keyboard("{ArrowRight}");
  expect(screen.getByRole("button", { name: "shop: not known" })).toHaveFocus();
  await user.keyboard("{ArrowRight}{ArrowDown}{ArrowDown}");
  expect(screen.getByRole("button", { name: `${hostile}: fails` })).toHaveFocus();
  expect(document.querySelectorAll("img[src=x]")).toHaveLength(0);
});

test("a filter by team is in the address and asked of the server", async () => {
  const { user, router, requests } = renderApp("/scorecards/ready", routes);

  await user.click(await screen.findByRole("button", { name: "Team: any" }));
  await user.click(await screen.findByRole("button", { name: /payments/ }));

  await waitFor(() => {
    expect(router.state.location.search).toEqual({ team: "group:default/payments" });
  });
  await waitFor(() => {
    expect(requests.filter(({ route }) => route.endsWith("/entities")).at(-1)?.search).toContain("team=group");
  });
});

test("by team there are counts, and what no group owns is no person's", async () => {
  renderApp("/scorecards/ready?by=team", routes);

  const table = await screen.findByRole("table");
  expect(within(table).getByRole("row", { name: /No team/ })).toBeVisible();
  expect(within(table).getAllByRole("button", { name: "1 of 2 pass" })).toHaveLength(4);
});

test("a check says why and how; only who may raises a bar from it", async () => {
  const { user } = renderApp("/scorecards/ready", routes);

  await user.click(await screen.findByRole("button", { name: /^It says what it is for/ }));
  const dialog = await screen.findByRole("dialog", { name: "It says what it is for" });
  expect(within(dialog).getByText(/onerror/)).toBeVisible();
  expect(within(dialog).getByText(/description: Sells tea/)).toBeVisible();
  expect(within(dialog).queryByRole("button", { name: "Start a campaign" })).toBeNull();
});

test("three presses raise a bar, for the team that is looked at", async () => {
  const { user, requests } = renderApp("/scorecards/ready?team=group:default/payments", {
    ...routes,
    ...platform,
    "POST /api/v1/campaigns": { id: "01JD8XZ4B6W7Y2E9P3T5V0QRST" },
  });

  await user.click(await screen.findByRole("button", { name: /^It says what it is for/ }));
  await user.click(await screen.findByRole("button", { name: "Start a campaign" }));
  await user.click(await screen.findByRole("button", { name: "Start and tell owners" }));

  await waitFor(() => {
    expect(requests.some(({ route }) => route === "POST /api/v1/campaigns")).toBe(true);
  });
  const sent = JSON.parse(requests.find(({ route }) => route === "POST /api/v1/campaigns")?.body ?? "null") as unknown;
  expect(sent).toMatchObject({
    scorecard: "ready",
    checks: ["described"],
    team: "group:default/payments",
    owner: "platform",
  });
});

test("what fails stands with what to do about it", async () => {
  renderApp("/scorecards/ready", {
    ...routes,
    "GET /api/v1/scorecards/ready/entities": () =>
      problem(503, "db.busy", "The database is busy.", "Try again in a minute."),
  });

  await screen.findByText("The database is busy.");
  expect(screen.getByText("Try again in a minute.")).toBeVisible();
});
