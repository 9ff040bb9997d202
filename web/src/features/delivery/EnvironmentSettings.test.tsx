import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { expectAccessible, me, renderApp } from "@/testing/renderApp";
import type { components } from "@/shared/api/schema";

const quota = { environments: null, instances: null, memoryMiB: null, cpuMillis: null, resources: {} };

function typeOf(name: components["schemas"]["EnvironmentType"]): components["schemas"]["EnvironmentTypeDetail"] {
  return {
    name,
    defaultTtlSeconds: 0,
    sleepAfterSeconds: name === "ephemeral" ? 1_800 : 0,
    contact: "",
    configuration: {},
    quotas: { type: quota, project: quota, environment: quota },
    runtime: "local",
    approvals: 0,
    environments: 1,
    changedBy: "",
    changedAt: null,
  };
}

const preview: components["schemas"]["Environment"] = {
  project: "shop",
  name: "review",
  type: "ephemeral",
  owner: "group:default/payments",
  state: "active",
  expiresAt: null,
  createdAt: "2026-11-22T12:00:00Z",
};

const sleeper: components["schemas"]["SleeperList"]["items"][number] = {
  component: "shop",
  project: "shop",
  environment: "review",
  state: "asleep",
  since: "2026-11-22T12:00:00Z",
  reason: "No request for 30 minutes.",
  deployment: null,
  retryAt: null,
};

const answers = {
  "GET /api/v1/me": { ...me, permissions: ["environment.read", "environment_type.update"] },
  "GET /api/v1/environments": { items: [preview], next: null },
  "GET /api/v1/environment-types": {
    items: (["development", "staging", "production", "ephemeral"] as const).map(typeOf),
  },
  "GET /api/v1/sleepers": { items: [sleeper] },
};

test("what sleeps says why and is woken, and quotas are shown when they are asked for", async () => {
  const { user, requests } = renderApp("/settings/environments", {
    ...answers,
    "POST /api/v1/environments/shop/review/wakings": { items: [] },
    "GET /api/v1/environments/shop/review/quotas": {
      items: [{ scope: "project", what: "instances", used: 2, most: 3, by: ["shop in review"] }],
    },
  });

  expect(await screen.findByText(/Asleep: No request for 30 minutes/)).toBeVisible();
  expect(screen.getByText(/Sleeps after 30 min without a request/)).toBeVisible();
  await user.click(screen.getByText("Quotas of review of shop"));
  expect(await screen.findByText("instances: 2 of 3")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Wake review of shop" }));
  await waitFor(() => {
    expect(requests.some(({ route }) => route === "POST /api/v1/environments/shop/review/wakings")).toBe(true);
  });
  await expectAccessible();
});

test("a change of a type shows what it affects before it is made, and names what was looked at", async () => {
  const { user, requests } = renderApp("/settings/environments", {
    ...answers,
    "POST /api/v1/environment-types/ephemeral/previews": {
      affected: [{ project: "shop", environment: "review", changes: ["falls asleep after 1 h"], needsRedeploy: false }],
      digest: "d".repeat(64),
    },
    "PUT /api/v1/environment-types/ephemeral": typeOf("ephemeral"),
  });

  await user.click(await screen.findByRole("button", { name: "Change what ephemeral environments inherit" }));
  const sheet = await screen.findByRole("dialog");
  const minutes = within(sheet).getByRole("spinbutton", { name: /Minutes without a request/ });
  await user.clear(minutes);
  await user.type(minutes, "60");
  await user.click(within(sheet).getByRole("button", { name: "See what changes" }));
  expect(await within(sheet).findByText("falls asleep after 1 h")).toBeVisible();
  await expectAccessible();
  await user.click(within(sheet).getByRole("button", { name: "Change it" }));
  await waitFor(() => {
    const sent = requests.find(({ route }) => route.startsWith("PUT"));
    expect(JSON.parse(sent?.body ?? "{}")).toMatchObject({ sleepAfterSeconds: 3_600, preview: "d".repeat(64) });
  });
});
