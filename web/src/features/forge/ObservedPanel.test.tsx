import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { problem } from "@/testing/fakes";
import { expectAccessible, renderApp } from "@/testing/renderApp";

const repository = {
  id: "01JD0QZ0V5T7KX9B3M2N4P6R8A",
  name: "shop",
  description: "A copy of the shop",
  owner: "group:default/payments",
  project: "shop",
  defaultBranch: "main",
  cloneUrl: "https://towpath.example/git/shop.git",
  openChanges: 0,
  isObserveOnly: true,
  pushedAt: null,
  createdAt: "2026-11-20T12:00:00Z",
};
const protection = {
  branch: "main",
  requiredApprovals: 1,
  requiredChecks: [],
  requiresOwnerApproval: false,
  requiresResolvedThreads: false,
  requiresChange: false,
};
const path = "/api/v1/repositories/shop";
const branches = { items: [{ name: "main", commit: "9f1c2ab4", isDefault: true, isProtected: true }], next: null };

test("the list marks what is only observed", async () => {
  renderApp("/repositories", {
    "GET /api/v1/repositories": {
      items: [repository, { ...repository, id: "01JD0QZ0V5T7KX9B3M2N4P6R8B", name: "till", isObserveOnly: false }],
      next: null,
      total: 2,
    },
  });

  expect(await screen.findByRole("link", { name: /shop.*observed only/i })).toBeVisible();
  expect(screen.getByRole("link", { name: /till/ })).not.toHaveTextContent(/observed/i);
  await expectAccessible();
});

test("what is only observed offers neither changes nor protection, and can be adopted once one is sure", async () => {
  let present = repository;
  const { user, requests } = renderApp("/repositories/shop", {
    [`GET ${path}`]: () => present,
    [`GET ${path}/branches`]: branches,
    [`GET ${path}/commits`]: { items: [], next: null },
    [`GET ${path}/protections`]: { items: [protection], next: null },
    [`PUT ${path}/use`]: () => (present = { ...repository, isObserveOnly: false }),
  });

  expect(await screen.findByRole("heading", { name: "Observed only" })).toBeVisible();
  expect(screen.queryByRole("heading", { name: "What main demands" })).toBeNull();
  await expectAccessible();
  await user.click(screen.getByRole("button", { name: "Adopt shop" }));
  expect(requests.some(({ route }) => route === `PUT ${path}/use`)).toBe(false);
  await user.click(screen.getByRole("button", { name: /its pipelines run/ }));

  expect(await screen.findByRole("heading", { name: "What main demands" })).toBeVisible();
  expect(screen.queryByRole("heading", { name: "Observed only" })).toBeNull();
  const sent = requests.find(({ route }) => route === `PUT ${path}/use`);
  expect(JSON.parse(sent?.body ?? "")).toEqual({ observeOnly: false });
});

test("a repository that nothing was pushed to says how to push, and shows no error", async () => {
  renderApp("/repositories/shop", {
    [`GET ${path}`]: { ...repository, isObserveOnly: false },
    [`GET ${path}/branches`]: { items: [], next: null },
    [`GET ${path}/commits`]: () => problem(404, "forge.ref_not_found", "There is no branch main."),
    [`GET ${path}/protections`]: { items: [protection], next: null },
  });

  expect(await screen.findByRole("heading", { name: "No commits yet." })).toBeVisible();
  expect(screen.getByText(/git push -u origin HEAD:main/)).toHaveTextContent(repository.cloneUrl);
  expect(screen.queryByText("There is no branch main.")).toBeNull();
  await expectAccessible();
});
