import { screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { problem } from "@/testing/fakes";
import { expectAccessible, renderApp } from "@/testing/renderApp";

const empty = { items: [], next: null, total: 0 };
const lists = { "GET /api/v1/entities": empty, "GET /api/v1/runs": empty };

test("the rail leads to what exists", async () => {
  renderApp("/", lists);

  const rail = await screen.findByRole("navigation", { name: "Main" });

  expect(
    within(rail)
      .getAllByRole("link")
      .map((link) => link.textContent),
  ).toEqual(["Towpath", "Catalog", "Changes", "Runs", "Repositories", "Docs", "Audit", "API reference", "Settings"]);
  expect(within(rail).getByRole("link", { name: "Catalog" })).toHaveAttribute("aria-current", "page");
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
