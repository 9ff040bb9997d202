import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { problem } from "@/testing/fakes";
import { expectAccessible, renderApp } from "@/testing/renderApp";
import { runId } from "@/testing/runs";

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
  url: "http://orders.localhost/",
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
  "GET /api/v1/environments": {
    items: [
      {
        project: "orders",
        name: "development",
        type: "development",
        owner: "group:default/shop",
        state: "active",
        expiresAt: null,
        createdAt: "2026-11-28T14:00:00Z",
      },
    ],
    next: null,
  },
};

/** Answers plans with this action, and what is begun with a run. */
function begins(action: string, subject: string) {
  return (_: Request, body: string) =>
    body.includes('"plan":true')
      ? { plan: { digest: "d1", actions: [{ action, subject, reason: "because" }] } }
      : Response.json({ deployment: null, run: { id: runId } }, { status: 202 });
}

async function choose(user: ReturnType<typeof renderApp>["user"], item: string) {
  await user.click(await screen.findByRole("button", { name: "More for orders in development" }));
  await user.click(await screen.findByRole("menuitem", { name: item }));
}

test("a job is asked for in words, planned, and run as planned", async () => {
  const { user, router, requests } = renderApp("/environments", {
    ...routes,
    "POST /api/v1/jobs": begins("run", "./bin/server import"),
  });
  await choose(user, "Run a job");
  const form = await screen.findByRole("dialog", { name: "Run a job of orders in development" });
  await expectAccessible();
  expect(within(form).getByRole("button", { name: "See the plan" })).toBeDisabled();
  await user.type(within(form).getByRole("textbox", { name: "Command" }), `./bin/server "import all"`);
  await user.keyboard("{Enter}");

  expect(await screen.findByText("because")).toBeVisible();
  await expectAccessible();
  await user.click(screen.getByRole("button", { name: "Run" }));
  await waitFor(() => {
    expect(router.state.location.pathname).toBe(`/runs/${runId}`);
  });
  const sent = requests.filter((request) => request.route === "POST /api/v1/jobs").map(({ body }) => body);
  expect(JSON.parse(sent.at(-1) ?? "")).toEqual({
    component: "orders",
    environment: "development",
    command: ["./bin/server", "import all"],
    timeLimitSeconds: 600,
    expectedPlan: "d1",
  });
});

test("a command with an open quote is not planned, and a refusal is said", async () => {
  const { user } = renderApp("/environments", {
    ...routes,
    "POST /api/v1/jobs": () => problem(409, "delivery.nothing_deployed", "There are no surroundings."),
  });
  await choose(user, "Run a job");
  const form = await screen.findByRole("dialog", { name: "Run a job of orders in development" });
  const command = within(form).getByRole("textbox", { name: "Command" });
  await user.type(command, `sh -c "echo`);
  expect(within(form).getByText('A quote " is not closed.')).toBeVisible();
  expect(within(form).getByRole("button", { name: "See the plan" })).toBeDisabled();
  await user.type(command, `"{Enter}`);

  expect(await screen.findByRole("alert")).toHaveTextContent("There are no surroundings.");
  expect(screen.getByRole("button", { name: "Run" })).toBeDisabled();
});

test("how many instances run is said, planned, and done as planned", async () => {
  const { user, router, requests } = renderApp("/environments", {
    ...routes,
    "POST /api/v1/scales": begins("scale", "orders"),
  });
  await choose(user, "Scale");
  const form = await screen.findByRole("dialog", { name: "Scale orders in development" });
  await expectAccessible();
  const instances = within(form).getByRole("spinbutton", { name: "Instances" });
  expect(instances).toHaveValue(1);
  expect(within(form).getByRole("button", { name: "See the plan" })).toBeDisabled();
  await user.clear(instances);
  await user.type(instances, "0");
  expect(within(form).getByText(/None at all is a stop/)).toBeVisible();
  expect(within(form).getByRole("button", { name: "See the plan" })).toBeDisabled();
  await user.clear(instances);
  await user.type(instances, "3{Enter}");

  expect(await screen.findByRole("dialog", { name: "Scale orders in development to 3 instances" })).toBeVisible();
  expect(await screen.findByText("because")).toBeVisible();
  expect(screen.getByText("towpath scale orders --environment development --instances 3")).toBeVisible();
  await expectAccessible();
  await user.click(screen.getByRole("button", { name: "Scale" }));
  await waitFor(() => {
    expect(router.state.location.pathname).toBe(`/runs/${runId}`);
  });
  const sent = requests.filter((request) => request.route === "POST /api/v1/scales").map(({ body }) => body);
  expect(JSON.parse(sent.at(-1) ?? "")).toEqual({
    component: "orders",
    environment: "development",
    instances: 3,
    expectedPlan: "d1",
  });
});

test("a place with several instances says so", async () => {
  renderApp("/environments", {
    ...routes,
    "GET /api/v1/environment-matrix": {
      items: [{ ...routes["GET /api/v1/environment-matrix"].items[0], environments: [{ ...cell, instances: 3 }] }],
      next: null,
    },
  });

  expect(await screen.findByTitle("3 instances")).toHaveTextContent("×3");
});

const database = {
  id: "workloads.orders.db",
  uid: "0123",
  type: "postgres",
  class: "default",
  component: "orders",
  environment: "development",
  project: "orders",
  state: "active",
  reason: "",
  driver: "postgres",
  definition: "postgres@1",
  outputs: { host: "127.0.0.1", password: "***" },
  name: "db",
  drift: null,
  observedAt: null,
  updatedAt: "2026-11-28T14:00:00Z",
};

test("credentials are rotated of a resource that has some, as planned", async () => {
  const route = { ...database, id: "workloads.orders.route", uid: "4567", name: "route", outputs: { host: "x" } };
  const { user, router, requests } = renderApp("/environments", {
    ...routes,
    "GET /api/v1/resources": { items: [route, database], next: null },
    "POST /api/v1/resource-rotations": begins("rotate", "postgres workloads.orders.db"),
  });
  await choose(user, "Rotate credentials");
  const sheet = await screen.findByRole("dialog", { name: "Rotate credentials of orders in development" });
  expect(await within(sheet).findByRole("radio", { name: "db postgres" })).toBeChecked();
  expect(within(sheet).getAllByRole("radio")).toHaveLength(1);
  await expectAccessible();
  await user.click(within(sheet).getByRole("button", { name: "See the plan" }));

  expect(await screen.findByText("because")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Rotate" }));
  await waitFor(() => {
    expect(router.state.location.pathname).toBe(`/runs/${runId}`);
  });
  const sent = requests.filter(({ route: at }) => at === "POST /api/v1/resource-rotations").map(({ body }) => body);
  expect(JSON.parse(sent.at(-1) ?? "")).toEqual({
    component: "orders",
    environment: "development",
    resource: "workloads.orders.db",
    expectedPlan: "d1",
  });
});

test("where nothing has credentials, or the list fails, that is said", async () => {
  const { user } = renderApp("/environments", { ...routes, "GET /api/v1/resources": { items: [], next: null } });
  await choose(user, "Rotate credentials");
  expect(await screen.findByText("Nothing to rotate.")).toBeVisible();
  expect(screen.getByRole("button", { name: "See the plan" })).toBeDisabled();
});

test("an environment is cloned under a name, for a time, as planned", async () => {
  const { user, router, requests } = renderApp("/environments", {
    ...routes,
    "POST /api/v1/environments/orders/development/clones": begins("create", "environment review"),
  });
  await choose(user, "Clone development");
  const form = await screen.findByRole("dialog", { name: "Clone development of orders" });
  await expectAccessible();
  await user.type(within(form).getByRole("textbox", { name: "Name" }), "review{Enter}");

  expect(await screen.findByText("because")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Clone" }));
  await waitFor(() => {
    expect(router.state.location.pathname).toBe(`/runs/${runId}`);
  });
  const sent = requests.filter(({ route }) => route.endsWith("/clones")).map(({ body }) => body);
  expect(JSON.parse(sent.at(-1) ?? "")).toEqual({
    name: "review",
    type: "ephemeral",
    ttlSeconds: 604_800,
    expectedPlan: "d1",
  });
});

test("a shell is opened with a command that can be copied", async () => {
  const { user } = renderApp("/environments", routes);
  await choose(user, "Open a shell");
  const sheet = await screen.findByRole("dialog", { name: "Open a shell of orders in development" });
  await expectAccessible();
  expect(within(sheet).getByText("towpath shell orders --environment development")).toBeVisible();
  await user.click(within(sheet).getByRole("button", { name: "Copy the command" }));
  expect(await navigator.clipboard.readText()).toBe("towpath shell orders --environment development");
});
