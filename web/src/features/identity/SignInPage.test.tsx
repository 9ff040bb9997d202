import { screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { problem } from "@/testing/fakes";
import { expectAccessible, me, renderApp } from "@/testing/renderApp";

const nobody = () => problem(401, "auth.required", "Nobody is signed in.");

test("who is not signed in is led to the sign-in and afterwards to where they wanted to go", async () => {
  let isIn = false;
  const { user, router, requests } = renderApp("/runs?state=failed", {
    "GET /api/v1/me": () => (isIn ? me : nobody()),
    "POST /api/v1/sessions": () => {
      isIn = true;
      return Response.json(me, { status: 201 });
    },
    "GET /api/v1/runs": { items: [], next: null, total: 0 },
  });

  await user.type(await screen.findByLabelText("User"), "alice");
  await user.type(screen.getByLabelText("Password"), "correct horse");
  await expectAccessible();
  await user.click(screen.getByRole("button", { name: "Sign in" }));

  expect(await screen.findByRole("heading", { name: "Runs" })).toBeVisible();
  expect(router.state.location.href).toBe("/runs?state=failed");
  expect(requests.find((request) => request.route.startsWith("POST"))?.body).toBe(
    '{"user":"alice","password":"correct horse"}',
  );
});

test("a wrong password is said, and the form stays", async () => {
  const { user } = renderApp("/sign-in", {
    "POST /api/v1/sessions": () => problem(401, "identity.wrong_credentials", "The user or the password is wrong."),
  });

  await user.type(await screen.findByLabelText("User"), "alice");
  await user.type(screen.getByLabelText("Password"), "x{Enter}");

  expect(await screen.findByRole("alert")).toHaveTextContent("The user or the password is wrong.");
  expect(screen.getByLabelText("User")).toHaveValue("alice");
});

test("a one-time link is used once and leaves the address", async () => {
  const { router, requests } = renderApp("/sign-in?code=abc", {
    "POST /api/v1/sessions": () => Response.json(me, { status: 201 }),
    "GET /api/v1/entities": { items: [], next: null, total: 0 },
  });

  expect(await screen.findByRole("heading", { name: "Home" })).toBeVisible();
  expect(router.state.location.href).toBe("/");
  expect(router.history.length).toBe(1);
  expect(requests.filter((request) => request.route.startsWith("POST")).map((request) => request.body)).toEqual([
    '{"code":"abc"}',
  ]);
});

test("a link that is used up says what to do", async () => {
  renderApp("/sign-in?code=old", {
    "POST /api/v1/sessions": () => problem(401, "identity.code_used", "This sign-in link was used before."),
  });

  expect(await screen.findByRole("alert")).toHaveTextContent("ask for a new link");
  expect(screen.getByLabelText("Password")).toBeVisible();
});

test.each(["https://evil.example", "//evil.example", "/\\evil.example"])(
  "a sign-in does not lead to %s",
  async (next) => {
    const { router } = renderApp(`/sign-in?code=abc&next=${encodeURIComponent(next)}`, {
      "POST /api/v1/sessions": () => Response.json(me, { status: 201 }),
      "GET /api/v1/entities": { items: [], next: null, total: 0 },
    });

    await screen.findByRole("heading", { name: "Home" });

    expect(router.state.location.href).toBe("/");
  },
);

test("signing out leads back to the sign-in", async () => {
  let isIn = true;
  const { user } = renderApp("/catalog", {
    "GET /api/v1/me": () => (isIn ? me : nobody()),
    "GET /api/v1/entities": { items: [], next: null, total: 0 },
    "DELETE /api/v1/sessions/current": () => {
      isIn = false;
      return new Response(null, { status: 204 });
    },
  });

  await user.click(await screen.findByRole("button", { name: /Account of Alice Moreau/ }));
  await user.click(await screen.findByRole("menuitem", { name: "Sign out" }));

  await waitFor(() => {
    expect(screen.getByLabelText("Password")).toBeVisible();
  });
});
