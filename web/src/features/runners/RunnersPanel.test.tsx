import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { expectAccessible, me, renderApp } from "@/testing/renderApp";

const runner = {
  id: "01JD0QZ0V5T7KX9B3M2N4P6R8A",
  name: "builder-1",
  labels: ["gpu", "linux"],
  version: "0.9.0",
  state: "online",
  jobs: 2,
  createdBy: "user:default/ann",
  createdAt: "2026-11-20T12:00:00Z",
  seenAt: "2026-11-20T12:00:00Z",
};

const manager = { ...me, permissions: [...me.permissions, "runner.read", "runner.manage"] };

test("runners are listed with their labels, drained at once and removed after one more question", async () => {
  let present = [runner];
  const { user, requests } = renderApp("/settings/runners", {
    "GET /api/v1/me": manager,
    "GET /api/v1/runners": () => ({ items: present, next: null }),
    [`POST /api/v1/runners/${runner.id}/drain`]: () => {
      present = [{ ...runner, state: "draining" }];
      return present[0];
    },
    [`DELETE /api/v1/runners/${runner.id}`]: () => {
      present = [];
      return new Response(null, { status: 204 });
    },
  });

  expect(await screen.findByText("builder-1")).toBeVisible();
  expect(screen.getByText(/online · 2 jobs · gpu, linux/)).toBeVisible();
  await expectAccessible();
  await user.click(screen.getByRole("button", { name: "Drain builder-1" }));
  expect(await screen.findByText(/draining · 2 jobs/)).toBeVisible();

  await user.click(screen.getByRole("button", { name: "Remove builder-1" }));
  expect(requests.some(({ route }) => route.startsWith("DELETE"))).toBe(false);
  await user.click(screen.getByRole("button", { name: /its jobs are lost/ }));
  expect(await screen.findByText("No other machine runs jobs yet.")).toBeVisible();
});

test("a token is shown once it was made, with what to do with it", async () => {
  const { user } = renderApp("/settings/runners", {
    "GET /api/v1/me": manager,
    "GET /api/v1/runners": { items: [], next: null },
    "POST /api/v1/runner-tokens": { token: "abc123", expiresAt: "2026-11-20T13:00:00Z" },
  });

  await user.click(await screen.findByRole("button", { name: "Make a token" }));

  expect(await screen.findByText("abc123")).toBeVisible();
  expect(screen.getByText(/towpath runner register --server/)).toBeVisible();
});
