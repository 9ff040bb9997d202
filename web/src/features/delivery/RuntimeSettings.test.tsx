import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { problem } from "@/testing/fakes";
import { expectAccessible, me, renderApp } from "@/testing/renderApp";

const runtimes = {
  items: [
    { name: "local", available: true, reason: "", advice: "", findings: [{ name: "kernel", value: "6.1" }] },
    { name: "podman", available: false, reason: "podman is not installed.", advice: "Install it.", findings: [] },
  ],
};
const rule = {
  environmentType: "staging",
  runtime: "podman",
  changedBy: "user:default/eve",
  changedAt: "2026-11-20T11:00:00Z",
};
const rules = { items: [{ ...rule, environmentType: "development", runtime: "local", changedAt: null }, rule] };
const as = (...more: string[]) => ({ "GET /api/v1/me": { ...me, permissions: [...me.permissions, ...more] } });
const routes = { "GET /api/v1/runtimes": runtimes, "GET /api/v1/runtime-rules": rules };

test("which runtime serves is chosen by type of environment; one that is not there is said", async () => {
  const { user, requests } = renderApp("/settings/runtimes", {
    ...as("runtime_rule.read", "runtime_rule.update"),
    ...routes,
    "PUT /api/v1/runtime-rules/staging": { ...rule, runtime: "local" },
  });
  const choice = await screen.findByRole("combobox", { name: "Runtime of staging" });
  expect(await screen.findByText(/Deployments will fail: podman is not installed. Install it./)).toBeVisible();
  expect(within(choice).getByRole("option", { name: "podman (not there)" })).toBeInTheDocument();
  await expectAccessible();
  await user.selectOptions(choice, "local");
  const sent = requests.find(({ route }) => route.startsWith("PUT"));
  expect(JSON.parse(sent?.body ?? "")).toEqual({ runtime: "local" });
});

test("who may not change it reads it", async () => {
  renderApp("/settings/runtimes", { ...as("runtime_rule.read"), ...routes });
  expect(await screen.findByText("staging")).toBeVisible();
  expect(screen.queryByRole("combobox", { name: "Runtime of staging" })).toBeNull();
});

test("a refusal is said where it was asked for", async () => {
  const { user } = renderApp("/settings/runtimes", {
    ...as("runtime_rule.read", "runtime_rule.update"),
    ...routes,
    "PUT /api/v1/runtime-rules/staging": () => problem(403, "auth.forbidden", "Only the platform team."),
  });
  await user.selectOptions(await screen.findByRole("combobox", { name: "Runtime of staging" }), "local");
  expect(await screen.findByText("Only the platform team.")).toBeVisible();
});

test("tools are shown with their version, or with what to install", async () => {
  renderApp("/settings/tools", {
    ...as("tool.read"),
    "GET /api/v1/tools": {
      items: [
        {
          name: "ansible",
          purpose: "Playbooks.",
          drivers: ["ansible"],
          available: true,
          file: "/usr/bin/ansible",
          version: "ansible 2.14",
          reason: "",
          advice: "",
        },
        {
          name: "helm",
          purpose: "Charts.",
          drivers: [],
          available: false,
          file: "",
          version: "",
          reason: "It is not installed.",
          advice: "Install helm.",
        },
      ],
    },
  });
  expect(await screen.findByText("ansible 2.14")).toBeVisible();
  expect(screen.getByText("Install helm.")).toBeVisible();
  expect(screen.getByRole("button", { name: "Look again" })).toBeVisible();
  await expectAccessible();
});
