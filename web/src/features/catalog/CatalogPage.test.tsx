import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { Entity } from "./catalog.queries";
import { problem } from "@/testing/fakes";
import { expectAccessible, renderApp } from "@/testing/renderApp";

function entity(name: string): Entity {
  return {
    ref: `component:default/${name}`,
    uid: "01JD0QZ0V5T7KX9B3M2N4P6R8S",
    kind: "Component",
    namespace: "default",
    name,
    title: null,
    description: `What ${name} does`,
    owner: "group:default/payments",
    type: "service",
    lifecycle: "production",
    tags: ["cpp"],
    updatedAt: "2026-11-22T11:00:00Z",
  };
}

const facets = {
  kind: [{ value: "Component", count: 2 }],
  owner: [{ value: "group:default/payments", count: 2 }],
  type: [{ value: "service", count: 2 }],
  lifecycle: [{ value: "production", count: 2 }],
  tag: [{ value: "cpp", count: 2 }],
};
const page = (items: Entity[], next: string | null = null) => ({ items, next, total: items.length });
const lists = (requests: { route: string; search: string }[]) =>
  requests.filter((request) => request.route === "GET /api/v1/entities").map((request) => request.search);

test("the catalog lists components first, each row a link to its page", async () => {
  const { requests } = renderApp("/catalog", {
    "GET /api/v1/entities": page([entity("ledger"), entity("orders")]),
    "GET /api/v1/entity-facets": facets,
  });

  const table = await screen.findByRole("table", { name: "Entities" });

  expect(within(table).getByRole("link", { name: /orders/ })).toHaveAttribute(
    "href",
    "/catalog/component/default/orders",
  );
  expect(within(table).getAllByText("payments")).toHaveLength(2);
  expect(screen.getByText("2 entities")).toBeVisible();
  expect(lists(requests)).toEqual(["?kind=component&limit=100"]);
  await expectAccessible();
});

test("filters are joined, asked for and kept in the address", async () => {
  const { user, router, requests } = renderApp("/catalog", {
    "GET /api/v1/entities": page([entity("orders")]),
    "GET /api/v1/entity-facets": facets,
  });
  await screen.findByRole("table", { name: "Entities" });

  await user.click(await screen.findByRole("button", { name: "Owner: any" }));
  await user.click(await screen.findByRole("button", { name: /payments 2/ }));
  await user.type(screen.getByRole("searchbox", { name: "Filter by text" }), "ord");

  await waitFor(() => {
    expect(router.state.location.search).toEqual({ owner: "group:default/payments", text: "ord" });
  });
  await waitFor(() => {
    expect(lists(requests).at(-1)).toBe("?kind=component&owner=group%3Adefault%2Fpayments&text=ord&limit=100");
  });
  expect(screen.getByRole("searchbox", { name: "Filter by text" })).toHaveFocus();
});

test("an address with filters shows them, and clearing them is one click away when nothing matches", async () => {
  const { user, router } = renderApp("/catalog?kind=api&owner=group%3Adefault%2Frisk&text=42", {
    "GET /api/v1/entities": page([]),
    "GET /api/v1/entity-facets": facets,
  });

  expect(await screen.findByText("Nothing matches these filters.")).toBeVisible();
  expect(screen.getByRole("button", { name: "Owner: group:default/risk" })).toBeVisible();
  expect(screen.getByRole("searchbox", { name: "Filter by text" })).toHaveValue("42");
  await user.click(screen.getByRole("button", { name: "Clear the filters" }));

  expect(router.state.location.search).toEqual({ kind: "api" });
});

test("of a long list only the pages near what is in sight are asked for", async () => {
  const { requests } = renderApp("/catalog?sort=owner", {
    "GET /api/v1/entities": (request: Request) => {
      const offset = Number(new URL(request.url).searchParams.get("offset") ?? 0);
      const items = Array.from({ length: 100 }, (_, index) => entity(`e${String(offset + index)}`));
      return { items, next: null, total: 100_000 };
    },
    "GET /api/v1/entity-facets": facets,
  });
  const table = await screen.findByRole("table", { name: "Entities" });

  expect(table).toHaveAttribute("aria-rowcount", "100001");
  await waitFor(() => {
    expect(lists(requests)).toEqual([
      "?kind=component&sort=owner&limit=100",
      "?kind=component&sort=owner&limit=100&offset=100",
    ]);
  });
});

test("what delivery knows of the rows in sight is asked for once", async () => {
  const { requests } = renderApp("/catalog", {
    "GET /api/v1/entities": page([entity("ledger"), entity("orders")]),
    "GET /api/v1/entity-facets": facets,
    "GET /api/v1/component-activity": {
      items: [
        {
          component: "orders",
          running: [
            { environment: "production", type: "production", health: "healthy", release: "rel-7", deployedAt: null },
          ],
          lastDeployment: null,
          days: Array.from({ length: 14 }, () => ({ succeeded: 1, failed: 0 })),
        },
      ],
      next: null,
    },
  });

  expect(await screen.findByText("rel-7")).toBeVisible();
  expect(screen.getByRole("img", { name: "14 deployments in 14 days" })).toBeVisible();
  expect(
    requests
      .filter((request) => request.route === "GET /api/v1/component-activity")
      .map((request) => decodeURIComponent(request.search)),
  ).toEqual(["?components=ledger,orders"]);
});

test("the filters of now are kept as a view and come back from it", async () => {
  const views = [{ name: "Risky", query: "owner=group%3Adefault%2Frisk", updatedAt: "2026-11-22T11:00:00Z" }];
  const { user, router, requests } = renderApp("/catalog?type=service", {
    "GET /api/v1/entities": page([entity("orders")]),
    "GET /api/v1/entity-facets": facets,
    "GET /api/v1/catalog-views": { items: views, next: null },
    "PUT /api/v1/catalog-views/Mine": { name: "Mine", query: "type=service", updatedAt: "2026-11-22T11:00:00Z" },
  });

  await user.click(await screen.findByRole("button", { name: "Views" }));
  await user.type(await screen.findByRole("textbox", { name: "Name of the view" }), "Mine");
  await user.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => {
    expect(requests.find((request) => request.route.startsWith("PUT"))?.body).toBe('{"query":"type=service"}');
  });
  await user.click(screen.getByRole("button", { name: "Risky" }));

  expect(router.state.location.search).toEqual({ owner: "group:default/risk" });
});

test("J moves to the next row and Enter opens it", async () => {
  const { user, router } = renderApp("/catalog", {
    "GET /api/v1/entities": page([entity("ledger"), entity("orders")]),
    "GET /api/v1/entity-facets": facets,
  });
  await screen.findByRole("table", { name: "Entities" });

  await user.keyboard("jj");
  await waitFor(() => {
    expect(screen.getByRole("link", { name: /orders/ })).toHaveFocus();
  });
  await user.keyboard("{Enter}");

  await waitFor(() => {
    expect(router.state.location.pathname).toBe("/catalog/component/default/orders");
  });
});

test("an empty catalog says how to fill it", async () => {
  renderApp("/catalog", { "GET /api/v1/entities": page([]) });

  expect(await screen.findByText("Nothing of this kind is in the catalog yet.")).toBeVisible();
  expect(screen.getByText("towpath new")).toBeVisible();
});

test("a list that cannot be read says why and can be tried again", async () => {
  let isDown = true;
  const { user } = renderApp("/catalog", {
    "GET /api/v1/entities": () =>
      isDown ? problem(503, "http.busy", "The server has too much to do.", "Wait a moment.") : page([entity("orders")]),
  });
  expect(await screen.findByRole("alert")).toHaveTextContent("The server has too much to do.");

  isDown = false;
  await user.click(screen.getByRole("button", { name: "Try again" }));

  expect(await screen.findByRole("table", { name: "Entities" })).toBeVisible();
});

test("the page says the command and the call that do the same", async () => {
  const { user } = renderApp("/catalog?owner=group%3Adefault%2Frisk", { "GET /api/v1/entities": page([]) });

  await user.click(await screen.findByRole("button", { name: "CLI and API" }));

  expect(await screen.findByText("towpath catalog list --kind component --owner group:default/risk")).toBeVisible();
  expect(screen.getByText(/\/api\/v1\/entities\?kind=component&owner=group%3Adefault%2Frisk'/)).toBeVisible();
});
