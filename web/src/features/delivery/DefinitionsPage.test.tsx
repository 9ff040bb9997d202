import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { problem } from "@/testing/fakes";
import { expectAccessible, me, renderApp } from "@/testing/renderApp";

const everywhere = { resId: null, environment: null, project: null, environmentType: null, class: "default" };

function definition(more: object = {}) {
  return {
    name: "postgres",
    version: 2,
    type: "postgres",
    driver: "postgres",
    description: "A role and a database.",
    owner: "group:default/platform",
    shipped: false,
    upgrade: "manual",
    retainDays: 7,
    criteria: [everywhere, { ...everywhere, environmentType: "production", class: "large" }],
    resources: 3,
    older: 1,
    createdBy: "user:default/eve",
    createdAt: "2026-11-29T08:00:00Z",
    ...more,
  };
}

const detail = definition({
  text: "kind: ResourceDefinition\nspec:\n  driver: postgres\n",
  source: "api",
  outputs: [
    { name: "host", secret: false },
    { name: "password", secret: true },
  ],
  parameters: {},
  dependsOn: [{ name: "network", type: "network", class: "default", id: "main", params: {} }],
  alongside: [],
  made: [
    {
      id: "workloads.shop.db",
      component: "shop",
      project: "store",
      environment: "production",
      environmentType: "production",
      definition: "postgres@1",
      state: "active",
    },
  ],
});

const versions = {
  items: [
    {
      version: 2,
      driver: "postgres",
      shipped: false,
      text: "spec:\n  driver: postgres\n  retain: keep\n",
      resources: 2,
      createdBy: "user:default/eve",
      createdAt: "2026-11-29T08:00:00Z",
      withdrawnAt: null,
    },
    {
      version: 1,
      driver: "postgres",
      shipped: true,
      text: "spec:\n  driver: postgres\n",
      resources: 1,
      createdBy: "system",
      createdAt: "2026-11-01T08:00:00Z",
      withdrawnAt: null,
    },
  ],
  next: null,
};

const effects = {
  definitions: ["postgres"],
  effects: [
    {
      component: "shop",
      project: "store",
      environment: "production",
      environmentType: "production",
      owner: "group:default/payments",
      resource: "workloads.shop.db",
      type: "postgres",
      before: "postgres@1",
      after: "postgres@3",
      when: "upgrade",
      problem: "",
    },
  ],
};

const platformTeam = { "GET /api/v1/me": { ...me, permissions: [...me.permissions, "definition.write"] } };
const one = {
  "GET /api/v1/resource-definitions/postgres": detail,
  "GET /api/v1/resource-definitions/postgres/versions": versions,
};

test("the list says what each definition makes, for whom, and how much of it is older", async () => {
  renderApp("/resource-definitions", {
    ...platformTeam,
    "GET /api/v1/resource-definitions": { items: [definition()], next: null },
  });

  const list = await screen.findByRole("list", { name: "Definitions" });

  expect(within(list).getByRole("link", { name: "postgres" })).toHaveAttribute(
    "href",
    "/resource-definitions/postgres",
  );
  expect(list).toHaveTextContent("serves everything; environment type production, class large");
  expect(list).toHaveTextContent("3 resources, 1 with an older version");
  expect(screen.getByRole("link", { name: "Declare a definition" })).toBeVisible();
  await expectAccessible();
});

test("who may not declare definitions has no entry in the rail, reads them, and gets no editor", async () => {
  renderApp("/resource-definitions/postgres", one);

  expect(await screen.findByRole("region", { name: "As YAML" })).toBeVisible();
  expect(screen.queryByRole("textbox", { name: "The definition as YAML" })).toBeNull();
  expect(screen.queryByRole("region", { name: "Remove it" })).toBeNull();
  const rail = screen.getByRole("navigation", { name: "Main" });
  expect(within(rail).queryByRole("link", { name: "Resource definitions" })).toBeNull();
});

test("a definition shows what it brings along, what it made with which version, and what each version changed", async () => {
  const { user } = renderApp("/resource-definitions/postgres", { ...platformTeam, ...one });

  const makes = await screen.findByRole("region", { name: "What it makes" });
  expect(makes).toHaveTextContent("network, made first, shared as main");
  expect(makes).toHaveTextContent("password (secret)");
  expect(screen.getByRole("region", { name: "What it made" })).toHaveTextContent(
    "towpath resource upgrade shop production workloads.shop.db",
  );
  await user.click(await screen.findByText("Version 2"));
  expect(screen.getByRole("region", { name: "Versions" })).toHaveTextContent("added: retain: keep");
  await expectAccessible();
});

test("a change is saved only after one has seen which workloads it affects", async () => {
  const { user, requests } = renderApp("/resource-definitions/postgres", {
    ...platformTeam,
    ...one,
    "POST /api/v1/resource-definitions/affected": effects,
    "POST /api/v1/entities": { refs: ["resourcedefinition:default/postgres"] },
  });

  const editor = await screen.findByRole("textbox", { name: "The definition as YAML" });
  const save = screen.getByRole("button", { name: "Save" });
  await user.type(editor, "  retain: 1");
  expect(save).toBeDisabled();
  await user.click(screen.getByRole("button", { name: "Which workloads would this affect?" }));
  const change = screen.getByRole("region", { name: "Change it" });
  expect(await within(change).findByText("shop in production")).toBeVisible();
  expect(change).toHaveTextContent("postgres@1 → postgres@3, when it is upgraded");
  await expectAccessible();

  await user.type(editor, "0");
  expect(save).toBeDisabled();
  await user.click(screen.getByRole("button", { name: "Which workloads would this affect?" }));
  await waitFor(() => {
    expect(save).toBeEnabled();
  });
  await user.click(save);

  await waitFor(() => {
    expect(requests.some(({ route }) => route === "POST /api/v1/entities")).toBe(true);
  });
  const sent = requests.find(({ route }) => route === "POST /api/v1/entities");
  expect(sent?.body).toContain("retain: 10");
});

test("what is wrong with a text is said with its place, and it cannot be saved", async () => {
  const { user } = renderApp("/resource-definitions/new", {
    ...platformTeam,
    "POST /api/v1/resource-definitions/affected": () =>
      problem(409, "delivery.equal_criteria", "The definition 'postgres' serves class 'default' already."),
  });

  await user.click(await screen.findByRole("button", { name: "Which workloads would this affect?" }));

  expect(await screen.findByRole("alert")).toHaveTextContent("The definition 'postgres' serves");
  expect(screen.getByRole("button", { name: "Save" })).toBeDisabled();
});

test("what a repository declares is changed there", async () => {
  renderApp("/resource-definitions/postgres", {
    ...platformTeam,
    ...one,
    "GET /api/v1/resource-definitions/postgres": { ...detail, source: "repository:platform" },
  });

  expect(await screen.findByRole("region", { name: "As YAML" })).toHaveTextContent(
    "It is declared in the repository platform: change it there and push.",
  );
});

test("removing says first whom it affects", async () => {
  const { user, requests } = renderApp("/resource-definitions/postgres", {
    ...platformTeam,
    ...one,
    "GET /api/v1/resource-definitions": { items: [], next: null },
    "POST /api/v1/resource-definitions/affected": { definitions: ["postgres"], effects: [] },
    "DELETE /api/v1/entities/resourcedefinition/default/postgres": new Response(null, { status: 204 }),
  });

  await user.click(await screen.findByRole("button", { name: "Which workloads would that affect?" }));
  await user.click(await screen.findByRole("button", { name: "Remove postgres" }));

  expect(await screen.findByText("No definition is in force")).toBeVisible();
  expect(requests.some(({ route }) => route.startsWith("DELETE"))).toBe(true);
});
