import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { expectAccessible, me, renderApp } from "@/testing/renderApp";

const event = {
  sequence: 7,
  id: "01JD0QZ0V5T7KX9B3M2N4P6R8S",
  at: "2026-11-22T12:00:00Z",
  type: "identity.user.updated",
  subject: "user:default/mina",
  actor: "user:default/alice",
  ownerRef: "",
  projectId: "",
  envType: "",
  payload: { name: "mina", roles: ["admin"] },
  hash: "ab".repeat(32),
};
const auditor = { ...me, permissions: ["audit.read", "audit.verify", "audit.export"] };
const routes = {
  "GET /api/v1/me": auditor,
  "GET /api/v1/audit/events": { items: [event], next: null },
  "GET /api/v1/audit/events/7": {
    event,
    before: { ...event, sequence: 3, payload: { name: "mina", roles: ["member"] } },
  },
};

test("an entry shows what it changed, before and after", async () => {
  const { user, router } = renderApp("/audit", routes);

  await user.click(await screen.findByRole("button", { name: "identity.user.updated" }));

  const changes = await screen.findByRole("group", { name: "Before and after" });
  const roles = within(changes).getByRole("row", { name: /roles/ });
  expect(roles).toHaveTextContent('roles["member"]["admin"]');
  expect(roles).toHaveAttribute("data-changed");
  expect(within(changes).getByRole("row", { name: /name/ })).not.toHaveAttribute("data-changed");
  expect(router.state.location.search).toEqual({ entry: 7 });
  await expectAccessible();
});

test("filters are asked for and stand in the address", async () => {
  const { user, router, requests } = renderApp("/audit", routes);
  await screen.findByRole("button", { name: "identity.user.updated" });

  await user.click(screen.getByRole("button", { name: "Action: any" }));
  await user.type(await screen.findByRole("textbox", { name: "Action" }), "delivery.{Enter}");

  expect(await screen.findByRole("button", { name: "Action: delivery." })).toBeVisible();
  expect(router.state.location.search).toEqual({ type: "delivery." });
  expect(requests.some(({ search }) => search === "?type=delivery.")).toBe(true);
});

test("the chain is verified on demand, and a break is named", async () => {
  const { user } = renderApp("/audit", {
    ...routes,
    "POST /api/v1/audit/verifications": { valid: false, checked: 4, firstBad: 5, reason: "the seal does not fit" },
  });

  await user.click(await screen.findByRole("button", { name: "Verify chain" }));

  expect(await screen.findByText("Broken at entry 5: the seal does not fit")).toBeVisible();
});

test("who may not read it is told so, and the server is not asked", async () => {
  const { requests } = renderApp("/audit", { ...routes, "GET /api/v1/me": me });

  expect(await screen.findByText("The audit log is not open to you.")).toBeVisible();
  expect(screen.queryByRole("button", { name: "Verify chain" })).toBeNull();
  expect(requests.some(({ route }) => route.includes("/audit/"))).toBe(false);
});
