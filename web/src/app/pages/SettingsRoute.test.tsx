import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { problem } from "@/testing/fakes";
import { expectAccessible, me, renderApp } from "@/testing/renderApp";

const admin = {
  ...me,
  permissions: [
    "user.read",
    "user.create",
    "user.update",
    "group.read",
    "group.update",
    "platform.read",
    "platform.update",
    "backup.create",
  ],
};
const at = "2026-11-22T12:00:00Z";

test("a new token is shown once, and listed without its secret", async () => {
  const token = {
    id: "01JD0QZ0V5T7KX9B3M2N4P6R8S",
    name: "laptop",
    user: me.ref,
    scope: [],
    createdAt: at,
    expiresAt: null,
    lastUsedAt: null,
  };
  const items: unknown[] = [];
  const { user, requests } = renderApp("/settings/tokens", {
    "GET /api/v1/tokens": () => ({ items }),
    "POST /api/v1/tokens": () => {
      items.push(token);
      return { ...token, token: "tow_secret" };
    },
  });

  await user.type(await screen.findByLabelText("Name"), "laptop");
  await user.type(screen.getByLabelText("Scope"), "run.read, catalog.*");
  await user.click(screen.getByRole("button", { name: "Create token" }));

  expect(await screen.findByText("tow_secret")).toBeVisible();
  expect(await screen.findByRole("button", { name: "Revoke laptop" })).toBeVisible();
  expect(requests.find(({ route }) => route === "POST /api/v1/tokens")?.body).toBe(
    '{"name":"laptop","scope":["run.read","catalog.*"],"expiresInSeconds":2592000}',
  );
  await expectAccessible();
});

test("a password that is refused says why", async () => {
  const { user } = renderApp("/settings/profile", {
    "GET /api/v1/users/alice": { name: "alice", hasPassword: true },
    "GET /api/v1/notification-settings": {
      hasMail: false,
      mail: { announcement: true, shipped: true, survey: true },
    },
    "PUT /api/v1/users/alice/password": () => problem(422, "identity.weak_password", "It is too short."),
  });

  await user.type(await screen.findByLabelText("Current password"), "a");
  await user.type(screen.getByLabelText("New password"), "b");
  await user.click(screen.getByRole("button", { name: "Set password" }));

  expect(await screen.findByRole("alert")).toHaveTextContent("It is too short.");
});

test("disabling a user asks twice", async () => {
  const mina = {
    ref: "user:default/mina",
    name: "mina",
    displayName: "Mina",
    email: null,
    roles: ["member"],
    disabled: false,
    hasPassword: false,
    createdAt: at,
    updatedAt: at,
  };
  const { user, requests } = renderApp("/settings/users", {
    "GET /api/v1/me": admin,
    "GET /api/v1/users": { items: [mina], next: null, total: 1 },
    "PATCH /api/v1/users/mina": { ...mina, disabled: true },
  });

  await user.click(await screen.findByRole("button", { name: "Disable mina" }));
  expect(requests.some(({ route }) => route.startsWith("PATCH"))).toBe(false);
  await user.click(screen.getByRole("button", { name: "Disable mina for good" }));

  await waitFor(() => {
    expect(requests.find(({ route }) => route === "PATCH /api/v1/users/mina")?.body).toBe('{"disabled":true}');
  });
});

test("among many users one is found by name, and the others come page by page", async () => {
  const named = (name: string) => ({
    ref: `user:default/${name}`,
    name,
    displayName: name,
    email: null,
    roles: ["member"],
  });
  const { user, requests } = renderApp("/settings/users", {
    "GET /api/v1/me": admin,
    "GET /api/v1/users": (request: Request) => {
      const query = new URL(request.url).searchParams;
      if (query.get("q") === "zo") return { items: [named("zoe")], next: null, total: 1 };
      if (query.get("q") === "zoz") return { items: [], next: null, total: 0 };
      if (query.get("after") === "mina") return { items: [named("zoe")], next: null, total: 700 };
      return { items: [named("mina")], next: "mina", total: 700 };
    },
  });
  await screen.findByText("700 in all.");
  await user.click(screen.getByRole("button", { name: "More" }));
  await screen.findByRole("button", { name: "Disable zoe" });
  expect(screen.getByRole("button", { name: "Disable mina" })).toBeDefined();
  expect(screen.queryByRole("button", { name: "More" })).toBeNull();

  const field = screen.getByRole("searchbox", { name: "Find a user" });
  await user.type(field, "zo");
  await screen.findByText("1 with “zo”.");
  expect(screen.queryByRole("button", { name: "Disable mina" })).toBeNull();
  await user.type(field, "z");
  await screen.findByText("Nobody was found.");
  await expectAccessible();
  await user.clear(field);
  await screen.findByText("700 in all.");
  expect(document.activeElement).toBe(field);
  expect(requests.filter(({ search }) => search.includes("q=z&") || search.endsWith("q=z"))).toEqual([]);
});

test("groups are read whole, so that their tree is", async () => {
  const named = (name: string, members: string[]) => ({
    ref: `group:default/${name}`,
    name,
    displayName: name,
    description: "",
    roles: [],
    members,
  });
  renderApp("/settings/groups", {
    "GET /api/v1/me": admin,
    "GET /api/v1/groups": (request: Request) =>
      new URL(request.url).searchParams.get("after") === null
        ? { items: [named("child", [])], next: "child", total: 2 }
        : { items: [named("parent", ["group:default/child"])], next: null, total: 2 },
  });
  const parent = (await screen.findByText("parent")).closest("li");
  expect(within(parent as HTMLElement).getAllByText("child")).not.toHaveLength(0);
});

test("the server's health is for who may see it", async () => {
  renderApp("/settings/server", {
    "GET /api/v1/me": admin,
    "GET /api/v1/server": {
      version: "0.1.0",
      startedAt: at,
      hostId: "01JD0QZ0V5T7KX9B3M2N4P6R8S",
      dataDirectory: "/var/lib/towpath",
      memoryBytes: 104_857_600,
      database: { engine: "sqlite", version: "3.40.1", sizeBytes: 2_097_152, queuedWrites: 0 },
      runs: { workers: 8, ready: 2, running: 3, waiting: 1 },
      http: { workers: 16, connections: 4, running: 1, queued: 0 },
      events: { lastSequence: 12 },
      backups: [{ at, actor: "user:default/alice", members: 42, hasKey: false }],
    },
    "GET /api/v1/retention": {
      disk: { freeBytes: 10, totalBytes: 20, leastFreeBytes: 1, isNearlyFull: false },
      last: null,
      plan: [],
    },
    "GET /api/v1/master-key": { state: "locked" },
    "GET /api/v1/audit/checkpoint": { sequence: 12, hash: "cd".repeat(32) },
  });

  const server = await screen.findByRole("region", { name: "Server" });
  expect(await within(server).findByText("SQLite 3.40.1, 2.0 MiB")).toBeVisible();
  expect(server).toHaveTextContent("3 of 8 busy");
  expect(screen.getByRole("region", { name: "Backups" })).toHaveTextContent("by alice · 42 files");
  expect(await screen.findByText(/^Locked:/)).toBeVisible();
  await expectAccessible();
});

test("the fleet shows who leads and who is away", async () => {
  const server = { version: "0.1.0", startedAt: at, seenAt: at };
  renderApp("/settings/fleet", {
    "GET /api/v1/me": admin,
    "GET /api/v1/servers": {
      items: [
        {
          ...server,
          hostId: "01JD0QZ0V5T7KX9B3M2N4P6R8S",
          name: "east",
          address: "http://10.0.0.7:7080",
          state: "alive",
          isLeader: true,
          isThis: true,
        },
        {
          ...server,
          hostId: "01JD0QZ0V5T7KX9B3M2N4P6R8T",
          name: "west",
          address: "http://10.0.0.8:7080",
          state: "lost",
          isLeader: false,
          isThis: false,
        },
      ],
    },
  });

  const servers = await screen.findByRole("region", { name: "Servers" });
  expect(await within(servers).findByText(/alive · leads · answers you/)).toBeVisible();
  expect(within(servers).getByText(/not heard of/)).toBeVisible();
  await expectAccessible();
});

test("pages that one may not see are not offered", async () => {
  renderApp("/settings/server", { "GET /api/v1/me": me });

  expect(await screen.findByText("The server's health is not open to you.")).toBeVisible();
  const nav = screen.getByRole("navigation", { name: "Settings" });
  expect(
    within(nav)
      .getAllByRole("link")
      .map((link) => link.textContent),
  ).toEqual(["Profile", "Tokens", "Sessions"]);
});
