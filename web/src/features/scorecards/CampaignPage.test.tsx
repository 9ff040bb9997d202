import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { expectAccessible, me, renderApp } from "@/testing/renderApp";
import type { components } from "@/shared/api/schema";

const id = "01JD8XZ4B6W7Y2E9P3T5V0QRST";
const campaign: components["schemas"]["CampaignDetail"] = {
  id,
  title: "Say when you are ready",
  why: "Bad versions <b>took</b> traffic.",
  scorecard: "ready",
  scorecardTitle: "Ready",
  checks: [{ id: "probe", title: "It says when it is ready" }],
  level: null,
  team: null,
  owner: "group:default/platform",
  state: "running",
  endReason: null,
  startsAt: "2026-11-01T10:00:00Z",
  dueAt: "2026-12-31T23:59:59Z",
  endedAt: null,
  progress: { met: 2, unmet: 1, unknown: 1 },
  teams: [
    { team: null, progress: { met: 0, unmet: 0, unknown: 1 } },
    { team: "group:default/payments", progress: { met: 2, unmet: 1, unknown: 0 } },
  ],
  points: [
    { at: "2026-11-01T10:00:00Z", progress: { met: 1, unmet: 2, unknown: 1 } },
    { at: "2026-11-08T10:00:00Z", progress: { met: 2, unmet: 1, unknown: 1 } },
  ],
};
const routes = {
  "GET /api/v1/notifications": { items: [], total: 0, next: null, unread: 0, news: 0 },
  [`GET /api/v1/campaigns/${id}`]: campaign,
};

test("progress is in words, by team and over time, and a member cannot end it", async () => {
  renderApp(`/campaigns/${id}`, routes);

  const progress = await screen.findByRole("region", { name: "Progress" });
  expect(within(progress).getByText(/2 of 4 meet it/)).toBeVisible();
  expect(within(progress).getByText(/2 of 3 meet it/)).toBeVisible();
  expect(within(progress).getByText(/0 of 1 meets it/)).toBeVisible();
  expect(within(screen.getByRole("region", { name: "How it went" })).getAllByRole("listitem")).toHaveLength(2);
  expect(screen.getByText(campaign.why)).toBeVisible();
  expect(screen.queryByText("End it before its date")).toBeNull();
  await expectAccessible();
});

test("the platform team ends it with a reason", async () => {
  const ending = `POST /api/v1/campaigns/${id}/ending`;
  const { user, requests } = renderApp(`/campaigns/${id}`, {
    ...routes,
    "GET /api/v1/me": { ...me, permissions: [...me.permissions, "campaign.end"] },
    [ending]: { ...campaign, state: "ended" },
  });

  await user.click(await screen.findByText("End it before its date"));
  await user.type(screen.getByRole("textbox", { name: "Why" }), "The check was wrong.");
  await user.click(screen.getByRole("button", { name: "End the campaign" }));

  await expect.poll(() => requests.some(({ route }) => route === ending)).toBe(true);
  expect(requests.find(({ route }) => route === ending)?.body).toBe('{"reason":"The check was wrong."}');
});
