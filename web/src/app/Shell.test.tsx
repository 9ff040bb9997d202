import { act, screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { allAreas } from "./areas";
import { FakeEventSource, problem } from "@/testing/fakes";
import { expectAccessible, renderApp } from "@/testing/renderApp";
import { outcomesWithoutData } from "@/testing/outcomes";
import { runId } from "@/testing/runs";

const empty = { items: [], next: null, total: 0 };
const lists = {
  "GET /api/v1/entities": empty,
  "GET /api/v1/runs": empty,
  "GET /api/v1/users": empty,
  "GET /api/v1/service-health": { services: 12, healthy: 10, attention: [] },
  "GET /api/v1/entity-names": {
    items: [
      { kind: "Component", namespace: "default", owner: "group:default/payments", names: ["payments-api", "refunds"] },
      { kind: "Component", namespace: "default", owner: "user:default/alice", names: ["shop"] },
      { kind: "Group", namespace: "default", owner: null, names: ["payments"] },
    ],
    next: null,
  },
  "GET /api/v1/metrics": outcomesWithoutData,
};

test("the rail leads to what exists", async () => {
  renderApp("/catalog", lists);

  const rail = await screen.findByRole("navigation", { name: "Main" });

  expect(
    within(rail)
      .getAllByRole("link")
      .map((link) => link.textContent),
  ).toEqual(["Towpath", ...allAreas.filter(({ permission }) => permission === undefined).map(({ label }) => label)]);
  expect(within(rail).getByRole("link", { name: "Catalog" })).toHaveAttribute("aria-current", "page");
});

test("a part that is off has no entry, and one of another system leads there", async () => {
  const offered = (to: string, more: object) => ({ key: to, areas: [to], mode: "builtin", url: null, ...more });
  renderApp("/catalog", {
    ...lists,
    "GET /api/v1/capabilities": {
      profile: "mvp",
      next: null,
      items: [
        offered("/catalog", {}),
        offered("/runs", { mode: "off" }),
        offered("/docs", { mode: "external", url: "https://docs.example.org" }),
      ],
    },
  });

  const rail = await screen.findByRole("navigation", { name: "Main" });

  expect(
    within(rail)
      .getAllByRole("link")
      .map((link) => link.getAttribute("href")),
  ).toEqual(["/", "/catalog", "https://docs.example.org"]);
});

test("G and R go to the runs, ? shows the keys, and typing into a field does neither", async () => {
  const { user, router } = renderApp("/catalog", lists);
  await screen.findByRole("heading", { name: "Catalog" });

  await user.type(screen.getByRole("searchbox", { name: "Filter by text" }), "gr?");
  expect(router.state.location.pathname).toBe("/catalog");
  await user.click(screen.getByRole("heading", { name: "Catalog" }));
  await user.keyboard("gr");
  expect(await screen.findByRole("heading", { name: "Runs" })).toBeVisible();
  await user.keyboard("?");

  const sheet = await screen.findByRole("dialog", { name: "Keyboard shortcuts" });
  expect(sheet).toHaveTextContent("Next row");
  await expectAccessible();
});

test("the colour scheme can be light, dark or as the system", async () => {
  const { user } = renderApp("/catalog", lists);

  await user.click(await screen.findByRole("button", { name: "Colour scheme" }));
  await user.click(await screen.findByRole("menuitemradio", { name: "Dark" }));

  expect(document.documentElement).toHaveAttribute("data-mantine-color-scheme", "dark");
});

test("an address that leads nowhere says so", async () => {
  renderApp("/no/such/page", lists);

  expect(await screen.findByText("There is no such page.")).toBeVisible();
});

test("a server that cannot say who is signed in is an error that can be tried again", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined); // React tells of what a boundary caught.
  let isDown = true;
  const { user } = renderApp("/catalog", {
    ...lists,
    "GET /api/v1/me": () =>
      isDown
        ? problem(503, "http.busy", "The server has too much to do.")
        : { ref: "user:default/a", name: "a", displayName: "A", email: null, groups: [], roles: [], permissions: [] },
  });
  expect(await screen.findByRole("alert")).toHaveTextContent("The server has too much to do.");

  isDown = false;
  await user.click(screen.getByRole("button", { name: "Try again" }));

  await waitFor(() => {
    expect(screen.getByRole("heading", { name: "Catalog" })).toBeVisible();
  });
});

test("the top bar says how everything is, and leads to the list", async () => {
  renderApp("/catalog", lists);

  const sentence = await screen.findByRole("link", { name: /2 services need attention/ });

  expect(sentence).toHaveAttribute("href", "/health");
});

test("the top bar says when the server is away, and what failed meanwhile is read again when it is back", async () => {
  let isDown = true;
  const { requests } = renderApp("/catalog", {
    ...lists,
    "GET /api/v1/entities": () => (isDown ? problem(503, "http.busy", "The server has too much to do.") : empty),
  });
  expect(await screen.findByText("The server has too much to do.")).toBeVisible();
  const stream = FakeEventSource.find("/events/stream");
  act(() => {
    stream.open();
  });
  expect(screen.getByText("Live")).toBeInTheDocument();

  act(() => {
    stream.fail(false);
  });
  expect(screen.getByText("Server away, reconnecting")).toBeVisible();
  isDown = false;
  act(() => {
    stream.open();
  });

  await waitFor(() => {
    expect(screen.queryByText("The server has too much to do.")).toBeNull();
  });
  expect(requests.filter(({ route }) => route === "GET /api/v1/entities").length).toBeGreaterThan(1);
});

test("Ctrl K finds a component by pieces of its name, and Enter opens it", async () => {
  const { user, router } = renderApp("/runs", lists);
  await screen.findByRole("heading", { name: "Runs" });

  await user.keyboard("{Control>}k{/Control}");
  const field = await screen.findByRole("combobox", { name: "Search or jump to" });
  await user.type(field, "papi");

  const found = await screen.findByRole("option", { name: /payments-api/ });
  expect(found).toHaveAttribute("aria-selected", "true");
  await expectAccessible();
  await user.keyboard("{Enter}");
  await waitFor(() => {
    expect(router.state.location.pathname).toBe("/catalog/component/default/payments-api");
  });
  expect(screen.queryByRole("combobox", { name: "Search or jump to" })).toBeNull();
});

test("one's own are there before anything is typed, and a prefix asks for people alone", async () => {
  const { user } = renderApp("/runs", lists);
  await screen.findByRole("heading", { name: "Runs" });

  await user.click(screen.getByRole("button", { name: "Search or jump to" }));
  expect(await screen.findByRole("option", { name: /shop/ })).toBeVisible();
  await user.type(screen.getByRole("combobox"), "@pay");

  expect(await screen.findByRole("option", { name: /payments/ })).toHaveTextContent("group");
  expect(screen.queryByRole("option", { name: /payments-api/ })).toBeNull();
});

test("a sentence shows its plan, and is done only then", async () => {
  const place = {
    type: "",
    health: "healthy",
    healthReason: "",
    runtime: "local",
    resources: [],
    sleepReason: "",
    instances: 1,
    url: "",
    release: "rel-2",
    releaseId: "",
    commit: "",
  };
  const { user, router, requests } = renderApp("/runs", {
    ...lists,
    "GET /api/v1/components/shop/status": {
      component: "shop",
      project: "shop",
      owner: "user:default/alice",
      repository: "shop",
      lastRun: null,
      environments: [
        { ...place, name: "staging", state: "running" },
        { ...place, name: "production", state: "empty" },
      ],
    },
    "POST /api/v1/promotions": (_: Request, body: string) =>
      body.includes('"plan":true')
        ? { plan: { actions: [{ action: "start", subject: "shop rel-2", reason: "nothing runs yet" }] } }
        : { deployment: "d", run: { id: runId, number: 4 } },
  });
  await screen.findByRole("heading", { name: "Runs" });

  await user.keyboard("{Control>}k{/Control}");
  await user.type(await screen.findByRole("combobox"), "promote shop to prod");
  await user.click(await screen.findByRole("option", { name: /Promote shop to production/ }));
  expect(await screen.findByText("shop rel-2")).toBeVisible();
  const before = requests.filter(({ route }) => route === "POST /api/v1/promotions");
  expect(before.map(({ body }) => JSON.parse(body))).toEqual([
    { component: "shop", from: "staging", to: "production", plan: true },
  ]);
  await user.click(screen.getByRole("button", { name: "Promote" }));

  await waitFor(() => {
    expect(router.state.location.pathname).toBe(`/runs/${runId}`);
  });
});
