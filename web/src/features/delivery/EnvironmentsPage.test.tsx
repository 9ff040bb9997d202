import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { problem } from "@/testing/fakes";
import { expectAccessible, renderApp } from "@/testing/renderApp";
import { runId } from "@/testing/runs";

function cell(name: string, release: number, more: object = {}) {
  return {
    name,
    type: name,
    state: "running",
    health: "healthy",
    healthReason: "",
    runtime: "local",
    resources: [],
    sleepReason: "",
    instances: 1,
    url: "http://orders.localhost/",
    release: `rel-${String(release)}`,
    releaseId: `id-${String(release)}`,
    commit: "9f1c2ab47de0",
    deployment: "01M8J0TQX3D715M2K1644FV350",
    deployedAt: "2026-11-28T14:00:00Z",
    lastAttempt: "succeeded",
    nextAction: "",
    lag: null,
    expiresAt: null,
    lastRun: runId,
    ...more,
  };
}

const names = ["development", "staging", "production"];
const routes = {
  "GET /api/v1/environment-matrix": {
    items: [
      {
        component: "orders",
        project: "orders",
        owner: "group:default/shop",
        repository: "orders",
        environments: [cell("development", 3), cell("staging", 1, { lag: 2 })],
      },
    ],
    next: null,
  },
  "GET /api/v1/environments": {
    items: names.map((name) => ({
      project: "orders",
      name,
      type: name,
      owner: "group:default/shop",
      state: "active",
      expiresAt: null,
      createdAt: "2026-11-28T14:00:00Z",
    })),
    next: null,
  },
  "GET /api/v1/components/orders/comparison": {
    from: { environment: "development", type: "development", release: 3, commit: "a", configurationVersion: 0 },
    to: { environment: "staging", type: "staging", release: 1, commit: "b", configurationVersion: 1 },
    commits: [{ sha: "0123456789", subject: "Sell more", author: "Ann", committedAt: "2026-11-28T13:00:00Z" }],
    missing: [],
    configuration: [{ name: "PAGE_SIZE", from: null, to: "20" }],
    resources: [],
  },
};

test("the matrix says what runs where and how far it is behind", async () => {
  renderApp("/environments", routes);

  const staging = await screen.findByRole("group", { name: "orders in staging" });

  expect(staging).toHaveTextContent("rel-1−2");
  expect(screen.getAllByRole("columnheader").map((header) => header.textContent)).toEqual(["Component", ...names]);
  await expectAccessible();
});

test("the matrix says what runs each, and what made the things it stands on", async () => {
  const part = (name: string, type: string, driver: string, state = "active") => ({
    name,
    type,
    state,
    driver,
    definition: `${driver}-${type}@2`,
  });
  renderApp("/environments", {
    ...routes,
    "GET /api/v1/environment-matrix": {
      items: [
        {
          component: "orders",
          project: "orders",
          owner: "group:default/shop",
          repository: "orders",
          environments: [
            cell("development", 3, {
              resources: [part("db", "postgres", "postgres"), part("route", "route", "route")],
            }),
            cell("staging", 3, { runtime: "podman", resources: [part("db", "postgres", "terraform", "failed")] }),
            cell("production", 2, { runtime: "", state: "asleep", resources: [] }),
          ],
        },
      ],
      next: null,
    },
  });

  const at = async (name: string) => await screen.findByRole("group", { name: `orders in ${name}` });
  expect(await at("development")).toHaveTextContent("running with local");
  expect(await at("staging")).toHaveTextContent("running with podman");
  expect(await at("production")).toHaveTextContent("Asleep");
  const parts = screen.getByRole("list", { name: "What orders in development stands on" });
  expect(
    within(parts)
      .getAllByRole("listitem")
      .map((each) => each.textContent),
  ).toEqual(["db postgres"]);
  const other = screen.getByRole("list", { name: "What orders in staging stands on" });
  expect(other).toHaveTextContent("db terraform failed");
  expect(within(other).getByRole("listitem")).toHaveAttribute(
    "title",
    "postgres, made by terraform-postgres@2: failed",
  );
  expect(screen.queryByRole("list", { name: "What orders in production stands on" })).not.toBeInTheDocument();
  await expectAccessible();
});

test("a promotion is shown first and then done as it was shown", async () => {
  const { user, router, requests } = renderApp("/environments", {
    ...routes,
    "POST /api/v1/promotions": (_: Request, body: string) =>
      body.includes('"plan":true')
        ? { plan: { digest: "d1", actions: [{ action: "start", subject: "orders rel-3", reason: "blue/green" }] } }
        : Response.json({ deployment: "x", run: { id: runId } }, { status: 202 }),
  });
  await user.click(await screen.findByRole("button", { name: "Promote orders to staging" }));
  const sheet = await screen.findByRole("dialog", { name: "Promote orders to staging" });
  expect(await within(sheet).findByText("blue/green")).toBeVisible();
  expect(await within(sheet).findByText("Sell more")).toBeVisible();
  await user.click(within(sheet).getByRole("button", { name: "Promote" }));

  await waitFor(() => {
    expect(router.state.location.pathname).toBe(`/runs/${runId}`);
  });
  const sent = requests.filter((request) => request.route === "POST /api/v1/promotions").map(({ body }) => body);
  expect(JSON.parse(sent.at(-1) ?? "")).toEqual({
    component: "orders",
    from: "development",
    to: "staging",
    expectedPlan: "d1",
  });
});

test("a plan that is not true any more is said, and nothing was done", async () => {
  const { user, router } = renderApp("/environments", {
    ...routes,
    "POST /api/v1/promotions": (_: Request, body: string) =>
      body.includes('"plan":true')
        ? { plan: { digest: "d1", actions: [{ action: "start", subject: "orders rel-3", reason: "blue/green" }] } }
        : problem(409, "delivery.plan_changed", "What would be done is not what the plan said any more."),
  });
  await user.click(await screen.findByRole("button", { name: "Promote orders to staging" }));
  const sheet = await screen.findByRole("dialog", { name: "Promote orders to staging" });
  await within(sheet).findByText("blue/green");
  await user.click(within(sheet).getByRole("button", { name: "Promote" }));

  expect(await within(sheet).findByRole("alert")).toHaveTextContent("not what the plan said");
  expect(router.state.location.pathname).toBe("/environments");
});

test("two versions of a row are compared, and the comparison stands in the address", async () => {
  const { user, router } = renderApp("/environments", routes);
  await user.click(await screen.findByRole("button", { name: "rel-1 of orders in staging: compare" }));
  await user.click(screen.getByRole("button", { name: "rel-3 of orders in development: compare" }));

  const sheet = await screen.findByRole("dialog", { name: "orders: development and staging" });
  expect(await within(sheet).findByText("PAGE_SIZE")).toBeVisible();
  expect(router.state.location.search).toEqual({ compare: "orders:development:staging" });
});

test("an error and an empty matrix say what to do", async () => {
  renderApp("/environments", {
    ...routes,
    "GET /api/v1/environment-matrix": () => problem(503, "http.busy", "The server has too much to do."),
  });
  expect(await screen.findByRole("alert")).toHaveTextContent("The server has too much to do.");
});
