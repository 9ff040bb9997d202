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

test("quotas are written for each scope, shown with what they leave no room for, and sent as they are meant", async () => {
  const { user, requests } = renderApp("/settings/environments", {
    ...answers,
    "GET /api/v1/environment-types": {
      items: (["development", "staging", "production", "ephemeral"] as const).map((name) => ({
        ...typeOf(name),
        quotas: { type: quota, project: { ...quota, instances: 4, resources: { redis: 2 } }, environment: quota },
      })),
    },
    "POST /api/v1/environment-types/ephemeral/previews": {
      affected: [
        {
          project: "shop",
          environment: "review",
          changes: ["uses 2 of 1 resources of the type postgres of its own, so none can be added"],
          needsRedeploy: false,
        },
      ],
      digest: "e".repeat(64),
    },
    "PUT /api/v1/environment-types/ephemeral": typeOf("ephemeral"),
  });

  expect(await screen.findAllByText(/· 2 quotas/)).toHaveLength(4);
  await user.click(screen.getByRole("button", { name: "Change what ephemeral environments inherit" }));
  const sheet = await screen.findByRole("dialog");
  const all = within(sheet).getByRole("group", { name: "All ephemeral environments together" });
  const ofProject = within(sheet).getByRole("group", { name: "Those of each project" });
  const each = within(sheet).getByRole("group", { name: "Each of them" });
  expect(within(each).queryByRole("spinbutton", { name: "Environments" })).toBeNull();
  await user.type(within(all).getByRole("spinbutton", { name: "Environments" }), "20");
  await user.clear(within(ofProject).getByRole("spinbutton", { name: "Instances" }));
  await user.click(within(ofProject).getByRole("button", { name: "Remove the limit of redis" }));
  await user.click(within(each).getByRole("button", { name: /Limit a type of resource/ }));
  await user.type(within(each).getByRole("textbox", { name: "Type of resource" }), "postgres");
  await user.type(within(each).getByRole("spinbutton", { name: "How many postgres" }), "1");
  await expectAccessible();
  await user.click(within(sheet).getByRole("button", { name: "See what changes" }));
  expect(await within(sheet).findByText(/so none can be added/)).toBeVisible();

  // What was looked at is not what is written any more.
  await user.type(within(all).getByRole("spinbutton", { name: "Memory in MiB" }), "512");
  expect(within(sheet).queryByText(/so none can be added/)).toBeNull();
  await user.click(within(sheet).getByRole("button", { name: "See what changes" }));
  await user.click(await within(sheet).findByRole("button", { name: "Change it" }));

  await waitFor(() => {
    const sent = requests.find(({ route }) => route.startsWith("PUT"));
    expect(JSON.parse(sent?.body ?? "{}")).toMatchObject({
      quotas: {
        type: { ...quota, environments: 20, memoryMiB: 512 },
        project: quota,
        environment: { ...quota, resources: { postgres: 1 } },
      },
      preview: "e".repeat(64),
    });
  });
});
