import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { problem } from "@/testing/fakes";
import { expectAccessible, me, renderApp } from "@/testing/renderApp";

const at = "2026-11-22T12:00:00Z";
const platform = {
  ...me,
  permissions: ["source.read", "source.update", "subscription.read", "subscription.update"],
};
const reader = { ...me, permissions: ["source.read", "subscription.read"] };
const source = {
  name: "outside",
  type: "github",
  scheme: "github",
  enabled: true,
  address: "/api/v1/ingest/outside",
  component: null,
  components: {},
  environments: {},
  createdAt: at,
  receivedAt: at,
  refusedAt: at,
  refusedBecause: "The X-Hub-Signature-256 does not fit the secret of the source.",
};
const received = {
  id: "01JD0QZ0V5T7KX9B3M2N4P6R8S",
  kind: "deployment_status",
  state: "ignored",
  outcomes: [{ state: "ignored", fact: "deployment.succeeded", reason: "There is no component '<b>legacy</b>'." }],
  sizeBytes: 20,
  receivedAt: at,
  replayedAt: null,
};
const page = (...items: unknown[]) => ({ items, total: items.length, next: null });

test("a new source shows its secret once, with where to send to", async () => {
  const items: unknown[] = [];
  const { user, requests } = renderApp("/settings/sources", {
    "GET /api/v1/me": platform,
    "GET /api/v1/sources": () => page(...items),
    "POST /api/v1/sources": () => {
      items.push(source);
      return { ...source, secret: "s3cr3t" };
    },
  });

  await screen.findByText("No other system tells anything yet.");
  await user.type(screen.getByLabelText("Name"), "outside");
  await user.click(screen.getByRole("button", { name: "Create source" }));

  expect(await screen.findByText("s3cr3t")).toBeVisible();
  expect(await screen.findByRole("button", { name: "What came from outside" })).toBeVisible();
  expect(requests.find(({ route }) => route === "POST /api/v1/sources")?.body).toBe(
    '{"name":"outside","type":"github"}',
  );
  await expectAccessible();
});

test("what came is shown with its reason as text, and read again", async () => {
  const { user, requests } = renderApp("/settings/sources", {
    "GET /api/v1/me": platform,
    "GET /api/v1/sources": page(source),
    "GET /api/v1/sources/outside/received": page(received),
    "POST /api/v1/sources/outside/replays": {
      replayed: 1,
      mapped: 1,
      ignored: 0,
      refused: 0,
      duplicate: 0,
      next: null,
    },
  });

  await user.click(await screen.findByRole("button", { name: "What came from outside" }));
  const log = await screen.findByRole("region", { name: "What came from outside" });
  expect(await within(log).findByText(/There is no component '<b>legacy<\/b>'/)).toBeVisible();
  await user.click(within(log).getByRole("button", { name: /^Read again: deployment_status / }));
  expect(requests.find(({ route }) => route === "POST /api/v1/sources/outside/replays")?.body).toBe(
    `{"ids":["${received.id}"]}`,
  );
  expect(screen.getByText(/does not fit the secret/)).toBeVisible();
  await expectAccessible();
});

test("who may only read sees what there is and changes nothing", async () => {
  renderApp("/settings/sources", { "GET /api/v1/me": reader, "GET /api/v1/sources": page(source) });

  await screen.findByRole("button", { name: "What came from outside" });
  expect(screen.queryByRole("button", { name: "Create source" })).toBeNull();
  expect(screen.queryByRole("button", { name: "Delete outside" })).toBeNull();
});

test("sources that cannot be read say why and can be asked for again", async () => {
  renderApp("/settings/sources", {
    "GET /api/v1/me": reader,
    "GET /api/v1/sources": () => problem(503, "http.busy", "Come back later."),
  });

  expect(await screen.findByText("Come back later.")).toBeVisible();
  expect(screen.getByRole("button", { name: /again/i })).toBeVisible();
});

test("a delivery that was given up says why and is sent again", async () => {
  const { user, requests } = renderApp("/settings/subscriptions", {
    "GET /api/v1/me": platform,
    "GET /api/v1/subscriptions": page({
      name: "ops-chat",
      place: "https://hooks.example.org",
      format: "chat",
      topics: ["incidents"],
      component: null,
      enabled: true,
      createdAt: at,
    }),
    "GET /api/v1/subscriptions/ops-chat/deliveries": page({
      id: received.id,
      topic: "incidents",
      what: "observe.incident.opened",
      state: "dead",
      attempts: 8,
      nextAt: null,
      lastStatus: 503,
      lastError: "https://hooks.example.org answered 503.",
      body: "{}",
      createdAt: at,
      endedAt: at,
    }),
    [`POST /api/v1/subscriptions/ops-chat/deliveries/${received.id}/attempts`]: {},
  });

  await user.click(await screen.findByRole("button", { name: "What was sent to ops-chat" }));
  expect(await screen.findByText(/8 attempts: .*answered 503/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: /^Send again: observe.incident.opened / }));
  expect(requests.some(({ route }) => route.startsWith("POST /api/v1/subscriptions/ops-chat/deliveries/"))).toBe(true);
  await expectAccessible();
});

test("a chat is subscribed to what is announced, shipped and asked, in the order of the topics", async () => {
  const made = {
    name: "dev-chat",
    place: "https://hooks.example.org",
    format: "chat",
    topics: ["announcements", "roadmap", "surveys"],
    component: null,
    enabled: true,
    createdAt: at,
    secret: "whsec_once",
  };
  const { user, requests } = renderApp("/settings/subscriptions", {
    "GET /api/v1/me": platform,
    "GET /api/v1/subscriptions": page(),
    "POST /api/v1/subscriptions": made,
  });

  await user.type(await screen.findByLabelText("Name"), "dev-chat");
  await user.type(screen.getByLabelText("Address"), "https://hooks.example.org/T0KEN");
  await user.selectOptions(screen.getByLabelText("Format"), "chat");
  for (const topic of ["surveys", "changes", "announcements", "roadmap", "changes"])
    await user.click(screen.getByRole("checkbox", { name: topic }));
  await user.click(screen.getByRole("button", { name: "Create subscription" }));

  expect(await screen.findByText("whsec_once")).toBeVisible();
  expect(requests.find(({ route }) => route === "POST /api/v1/subscriptions")?.body).toBe(
    JSON.stringify({
      name: "dev-chat",
      url: "https://hooks.example.org/T0KEN",
      format: "chat",
      topics: ["announcements", "roadmap", "surveys"],
    }),
  );
  await expectAccessible();
});
