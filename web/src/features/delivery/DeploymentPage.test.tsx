import { act, screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { partsOf } from "./deploymentGraph";
import { actionCounts, actionsOf } from "./plan";
import { FakeEventSource, problem } from "@/testing/fakes";
import { expectAccessible, renderApp } from "@/testing/renderApp";
import { makeRun, runId } from "@/testing/runs";

const id = "01M8J0TQX3D715M2K1644FV350";
const deployment = {
  id,
  component: "orders",
  project: "orders",
  environment: "production",
  environmentType: "production" as const,
  mode: "promote" as const,
  release: "r-7",
  configurationVersion: 1,
  base: null,
  state: "running",
  reason: "",
  plan: {
    actions: [
      { action: "create", subject: "postgres workloads.orders.db", reason: "by postgres@2 (postgres)" },
      {
        action: "update",
        subject: "s3 workloads.orders.bucket",
        reason: "bucket@1 -> bucket@2",
        changes: { summary: "1 replace", changes: [{ action: "replace", subject: "aws_s3_bucket.main" }], leftOut: 2 },
      },
      { action: "start", subject: "orders rel-7", reason: "nothing runs yet" },
    ],
  },
  definitions: { "workloads.orders.db": "postgres@2", "workloads.orders.bucket": "bucket@2" },
  run: runId,
  requestedBy: "user:default/bob",
  createdAt: "2026-11-22T11:58:58Z",
  finishedAt: null,
};

const base = makeRun().nodes[0];
if (base === undefined) throw new Error("a run has nodes");
const node = { ...base, steps: [], finishedAt: null };
const run = makeRun({
  kind: "deployment",
  inputs: { deployment: id },
  nodes: [
    { ...node, key: "plan", kind: "delivery.plan", title: "Plan", state: "succeeded" },
    {
      ...node,
      key: "resource/db",
      kind: "delivery.resource",
      title: "Provision db",
      state: "running",
      needs: ["plan"],
    },
    {
      ...node,
      key: "resource/bucket",
      kind: "delivery.resource",
      title: "Provision bucket",
      state: "blocked",
      needs: ["plan", "resource/db"],
      startedAt: null,
    },
    { ...node, key: "rollout", kind: "delivery.rollout", title: "Roll out", state: "blocked", startedAt: null },
  ],
});
const routes = {
  [`GET /api/v1/deployments/${id}`]: deployment,
  [`GET /api/v1/runs/${runId}`]: run,
  "GET /api/v1/resources": { items: [], next: null },
};

test("parts are what the run sees to, with the definition of each; without a run what the plan and the rows say", () => {
  const parts = partsOf(deployment, run, []);
  expect(parts.map(({ key, state, needs }) => [key, state, needs])).toEqual([
    ["definition/postgres@2", undefined, []],
    ["definition/bucket@2", undefined, []],
    ["resource/db", "running", ["definition/postgres@2"]],
    ["resource/bucket", "blocked", ["resource/db", "definition/bucket@2"]],
    ["workload", "blocked", ["resource/db", "resource/bucket"]],
  ]);
  const planned = partsOf(deployment, undefined, []);
  expect(planned.map(({ key, state }) => [key, state]).slice(2)).toEqual([
    ["resource/db", "blocked"],
    ["resource/bucket", "blocked"],
    ["workload", "running"],
  ]);
});

test("a plan that is kept is read with what drivers say, and nothing of it is trusted", () => {
  expect(actionCounts(actionsOf(deployment.plan))).toBe("1 create, 1 update, 1 start");
  expect(actionsOf(deployment.plan)[1]?.changes?.leftOut).toBe(2);
  expect(actionsOf({})).toEqual([]);
  expect(actionsOf({ actions: [{ action: 3 }, "x"] })).toEqual([
    { action: "", subject: "", reason: "", changes: undefined },
  ]);
});

test("the graph moves with the run, is walked by keyboard, and stands as a list beside", async () => {
  const { user } = renderApp(`/deployments/${id}`, routes);
  const graph = await screen.findByRole("region", { name: "Graph of the deployment" });
  const list = screen.getByRole("list", { name: "What it stands on, as a list" });
  expect(await within(list).findByRole("link", { name: "postgres" })).toHaveAttribute(
    "href",
    "/resource-definitions/postgres",
  );
  expect(await within(list).findByRole("img", { name: "Running" })).toBeVisible();
  await expectAccessible();

  const db = within(graph).getByRole("button", { name: /^Running db/ });
  act(() => {
    db.focus();
  });
  await user.keyboard("{ArrowRight}{Enter}");
  expect(within(graph).getByRole("button", { name: /bucket$/, pressed: true })).toHaveFocus();

  act(() => {
    FakeEventSource.find(`/runs/${runId}/journal`).send("journal", 11, {
      seq: 11,
      at: "2026-11-22T12:00:05Z",
      type: "node.finished",
      node: "resource/db",
      data: { state: "succeeded" },
    });
  });
  expect(await within(graph).findByRole("button", { name: /^Succeeded db/ })).toBeVisible();
  expect(within(list).getByRole("img", { name: "Succeeded" })).toBeVisible();
  expect(screen.getByRole("link", { name: "Its run" })).toHaveAttribute("href", `/runs/${runId}`);
});

test("the plan shows what the driver would do, and how many more there are", async () => {
  renderApp(`/deployments/${id}`, routes);
  const plan = await screen.findByRole("region", { name: "Plan" });
  expect(plan).toHaveTextContent("1 create, 1 update, 1 start");
  const changes = within(plan).getByRole("list", { name: "What the driver would do to s3 workloads.orders.bucket" });
  expect(changes).toHaveTextContent("replaceaws_s3_bucket.main");
  expect(changes).toHaveTextContent("and 2 more");
});

test("a deployment that is not there says so", async () => {
  renderApp(`/deployments/${id}`, {
    [`GET /api/v1/deployments/${id}`]: () =>
      problem(404, "delivery.deployment_not_found", "There is no such deployment."),
  });
  expect(await screen.findByText("There is no such deployment.")).toBeVisible();
});
