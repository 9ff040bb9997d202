import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { placesOf } from "./drift";
import { problem } from "@/testing/fakes";
import { expectAccessible, renderApp } from "@/testing/renderApp";
import { runId } from "@/testing/runs";

function resource(more: object = {}) {
  return {
    id: "workloads.orders.bucket",
    uid: "u-1",
    type: "s3",
    class: "default",
    component: "orders",
    environment: "production",
    project: "orders",
    state: "active",
    reason: "",
    driver: "terraform",
    definition: "bucket@3",
    outputs: {},
    name: "bucket",
    drift: null,
    owner: "group:default/payments",
    observedAt: "2026-11-22T11:00:00Z",
    updatedAt: "2026-11-20T11:00:00Z",
    ...more,
  };
}

const lost = resource({ drift: "1 update (aws_s3_bucket.main)" });
const well = resource({ uid: "u-2", environment: "staging", owner: "group:default/shop" });
const known = {
  items: [
    { uid: "u-1", component: "orders", environment: "production", drift: lost.drift, since: "2026-11-21T11:00:00Z" },
  ],
  next: null,
};
const routes = {
  "GET /api/v1/resources": { items: [well, lost], next: null },
  "GET /api/v1/resources/drifted": known,
};

test("places with drift come first; what is not active is in none", () => {
  const gone = resource({ uid: "u-3", state: "orphaned", drift: "It is gone." });
  const places = placesOf([well, gone, lost], {});
  expect(places.map(({ environment, drifted }) => [environment, drifted.length])).toEqual([
    ["production", 1],
    ["staging", 0],
  ]);
  expect(placesOf([well, lost], { environment: "staging" }).map(({ key }) => key)).toEqual(["orders staging"]);
});

test("what drifted is said with what differs, whose it is, since when, and what made it", async () => {
  renderApp("/resources/drift", routes);

  const place = await screen.findByRole("article", { name: "orders in production" });
  expect(place).toHaveTextContent("1 update (aws_s3_bucket.main)");
  expect(place).toHaveTextContent("payments");
  expect(await within(place).findByText(/Known since/)).toHaveTextContent("with the driver terraform");
  expect(within(place).getByRole("link", { name: "bucket" })).toHaveAttribute("href", "/resource-definitions/bucket");
  expect(within(screen.getByRole("region", { name: "As it was applied" })).getByRole("article")).toHaveAccessibleName(
    "orders in staging",
  );
  expect(screen.queryByRole("button", { name: "Set right: orders in staging" })).toBeNull();
  await expectAccessible();
});

test("a check asks the drivers now and shows what they would change", async () => {
  const { user, requests } = renderApp("/resources/drift", {
    ...routes,
    "POST /api/v1/resources/drift": {
      items: [
        {
          id: lost.id,
          uid: "u-1",
          type: "s3",
          name: "bucket",
          driver: "terraform",
          drift: "drifted",
          reason: "",
          summary: "1 update (aws_s3_bucket.main)",
          changes: [{ action: "update", subject: "aws_s3_bucket.main" }],
        },
      ],
      next: null,
    },
  });
  await user.click(await screen.findByRole("button", { name: "Check now: orders in production" }));

  expect(await screen.findByText(/1 of 1 not as applied/)).toBeVisible();
  const changes = screen.getByRole("list", { name: "What the driver would do to bucket" });
  expect(changes).toHaveTextContent("updateaws_s3_bucket.main");
  const sent = requests.find(({ route }) => route === "POST /api/v1/resources/drift");
  expect(JSON.parse(sent?.body ?? "")).toEqual({ component: "orders", environment: "production" });
  await expectAccessible();
});

test("a check that fails says why", async () => {
  const { user } = renderApp("/resources/drift", {
    ...routes,
    "POST /api/v1/resources/drift": () => problem(503, "delivery.tool_missing", "terraform is not installed."),
  });
  await user.click(await screen.findByRole("button", { name: "Check now: orders in production" }));
  expect(await screen.findByText("terraform is not installed.")).toBeVisible();
});

test("it is set right by a deployment whose plan is shown first", async () => {
  const { user, router } = renderApp("/resources/drift", {
    ...routes,
    "POST /api/v1/restarts": (_: Request, body: string) =>
      body.includes('"plan":true')
        ? { plan: { digest: "d1", actions: [{ action: "update", subject: "s3 bucket", reason: "it is not as made" }] } }
        : Response.json({ deployment: null, run: { id: runId } }, { status: 202 }),
  });
  await user.click(await screen.findByRole("button", { name: "Set right: orders in production" }));
  expect(await screen.findByText("it is not as made", {}, { timeout: 5000 })).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Restart" }));
  await waitFor(() => {
    expect(router.state.location.pathname).toBe(`/runs/${runId}`);
  });
});

test("without resources it says when there will be some; an error can be tried again", async () => {
  renderApp("/resources/drift", { "GET /api/v1/resources": { items: [], next: null } });
  expect(await screen.findByText("No resources yet.")).toBeVisible();
});

test("an error says what it is", async () => {
  renderApp("/resources/drift", { "GET /api/v1/resources": () => problem(403, "auth.forbidden", "You may not.") });
  expect(await screen.findByText("You may not.")).toBeVisible();
  expect(screen.getByRole("button", { name: "Try again" })).toBeVisible();
});

test("what drifted is accepted for a reason, as it was seen, and that is taken back", async () => {
  const accepted = {
    uid: "u-2",
    component: "orders",
    environment: "staging",
    drift: "host is b and was a",
    reason: "Moved by hand",
    by: "user:default/carol",
    at: "2026-11-22T11:00:00Z",
  };
  const { user, requests } = renderApp("/resources/drift", {
    ...routes,
    "GET /api/v1/resources/accepted-drift": { items: [accepted], next: null },
    "POST /api/v1/resources/accepted-drift": () => problem(409, "delivery.drift_changed", "It is another now."),
    "DELETE /api/v1/resources/accepted-drift/u-2": () => new Response(null, { status: 204 }),
  });
  await user.click(await screen.findByRole("button", { name: "Accept how bucket is" }));
  const form = screen.getByRole("form", { name: "Accept how bucket is" });
  expect(within(form).getByRole("button", { name: "Accept" })).toBeDisabled();
  await user.type(within(form).getByRole("textbox", { name: "Why it is right as it is" }), "It is right{Enter}");
  expect(await within(form).findByRole("alert")).toHaveTextContent("It is another now.");
  const sent = requests.find(({ route }) => route === "POST /api/v1/resources/accepted-drift");
  expect(JSON.parse(sent?.body ?? "")).toEqual({
    component: "orders",
    environment: "production",
    resource: "workloads.orders.bucket",
    reason: "It is right",
    seen: "1 update (aws_s3_bucket.main)",
  });

  const list = await screen.findByRole("list", { name: "Accepted" });
  expect(list).toHaveTextContent("bucket s3 is accepted as it is");
  expect(list).toHaveTextContent("Moved by hand");
  await expectAccessible();
  await user.click(within(list).getByRole("button", { name: "Take back that bucket is accepted" }));
  await waitFor(() => {
    expect(requests.some(({ route }) => route === "DELETE /api/v1/resources/accepted-drift/u-2")).toBe(true);
  });
});
