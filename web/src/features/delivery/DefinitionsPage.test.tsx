import { cleanup, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
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

const savedText = "kind: ResourceDefinition\nspec:\n  driver: postgres\n";

const detail = definition({
  text: savedText,
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

const digest = "d".repeat(64);
const fine = { valid: true, definitions: ["postgres"], problems: [] };

const effects = {
  definitions: ["postgres"],
  digest,
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

const platformTeam = {
  "GET /api/v1/me": { ...me, permissions: [...me.permissions, "definition.write"] },
  "GET /api/v1/entity-names": {
    items: [{ kind: "Component", namespace: "default", owner: "group:default/payments", names: ["shop"] }],
    next: null,
  },
  "POST /api/v1/resource-definition-checks": fine,
};

beforeEach(() => {
  localStorage.clear();
});
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
    "POST /api/v1/resource-definitions": { refs: ["resourcedefinition:default/postgres"] },
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
    const sent = requests.find(({ route }) => route === "POST /api/v1/resource-definitions");
    expect(JSON.parse(sent?.body ?? "{}")).toMatchObject({
      document: expect.stringContaining("retain: 10") as string,
      preview: digest,
    });
  });
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
  expect(screen.getByRole("link", { name: "platform" })).toHaveAttribute("href", "/repositories/platform");
});

test("removing says first whom it affects", async () => {
  const { user, requests } = renderApp("/resource-definitions/postgres", {
    ...platformTeam,
    ...one,
    "GET /api/v1/resource-definitions": { items: [], next: null },
    "POST /api/v1/resource-definitions/affected": { definitions: ["postgres"], effects: [], digest: null },
    "DELETE /api/v1/entities/resourcedefinition/default/postgres": new Response(null, { status: 204 }),
  });

  await user.click(await screen.findByRole("button", { name: "Which workloads would that affect?" }));
  await user.click(await screen.findByRole("button", { name: "Remove postgres" }));

  expect(await screen.findByText("No definition is in force")).toBeVisible();
  expect(requests.some(({ route }) => route.startsWith("DELETE"))).toBe(true);
});

test("what is wrong stands beside the text, and a press leads to the place", async () => {
  const { user } = renderApp("/resource-definitions/postgres", {
    ...platformTeam,
    ...one,
    "POST /api/v1/resource-definition-checks": {
      valid: false,
      definitions: [],
      problems: [
        { line: 3, column: 3, pointer: "/spec/driver", message: "there is no driver 'postgress'" },
        { line: 2, column: 1, pointer: "", message: "is empty" },
      ],
    },
  });

  const editor = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "The definition as YAML" });
  expect(editor).toBeValid();
  await user.type(editor, "s");

  const place = await screen.findByRole("button", { name: "Line 3, column 3" });
  expect(screen.getByText("2 things are wrong:")).toBeVisible();
  expect(editor).toBeInvalid();
  await user.click(place);
  expect(editor).toHaveFocus();
  expect(editor.value.slice(editor.selectionStart)).toMatch(/^driver:/);
  await expectAccessible();
});

test("a check that fails says so and can be tried again", async () => {
  const { user } = renderApp("/resource-definitions/new", {
    ...platformTeam,
    "POST /api/v1/resource-definition-checks": () => problem(503, "http.unavailable", "The server is busy."),
  });

  const failed = await screen.findByRole("alert");
  expect(failed).toHaveTextContent("The server is busy.");
  expect(within(failed).getByRole("button", { name: "Try again" })).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Try again" }));
});

test("what was written is kept when one leaves, and taken back with the version it was begun with", async () => {
  const first = renderApp("/resource-definitions/postgres", { ...platformTeam, ...one });
  await first.user.type(await screen.findByRole("textbox", { name: "The definition as YAML" }), "  retain: 1");
  cleanup();

  const { user } = renderApp("/resource-definitions/postgres", {
    ...platformTeam,
    ...one,
    "GET /api/v1/resource-definitions/postgres": { ...detail, version: 3 },
  });

  const editor = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "The definition as YAML" });
  expect(editor.value).toContain("  retain: 1");
  expect(screen.getByText(/You began this with version 2; version 3 is there now/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "As it is now" }));
  expect(editor).toHaveValue(savedText);
  expect(Object.keys(localStorage).filter((key) => key.startsWith("towpath-draft:"))).toEqual([]);
});

test("another definition is begun from one that is there, under a name of its own", async () => {
  const { user } = renderApp("/resource-definitions/postgres", {
    ...platformTeam,
    ...one,
    "GET /api/v1/resource-definitions/postgres": {
      ...detail,
      text: "kind: ResourceDefinition\nmetadata:\n  name: postgres\nspec:\n  name: postgres\n",
    },
  });

  await user.click(await screen.findByRole("link", { name: "Begin another from it" }));

  await screen.findByRole("heading", { name: "Declare a definition", level: 1 });
  expect(await screen.findByRole("textbox", { name: "The definition as YAML" })).toHaveValue(
    "kind: ResourceDefinition\nmetadata:\n  name: my-postgres\nspec:\n  name: postgres\n",
  );
});

const tried = {
  name: "db",
  id: "workloads.shop.db",
  type: "postgres",
  class: "default",
  parent: null,
  made: "postgres@1",
  planned: "postgres@3",
  reason: "what is there keeps postgres@1 until it is upgraded",
  needs: [],
  candidates: [
    {
      definition: "postgres",
      version: 3,
      driver: "terraform",
      criterion: "class 'default', environment type 'production'",
      chosen: true,
      reason: "the most specific that fits",
    },
    {
      definition: "small",
      version: 1,
      driver: "static",
      criterion: "class 'small'",
      chosen: false,
      reason: "it is for class 'small'",
    },
  ],
  served: true,
  driver: "terraform",
  when: "upgrade",
  problem: "",
  params: { size: "small" },
  inputs: { variables: { password: "***" } },
  unknown: "",
  mayAskDriver: true,
  changes: null,
  silence: "",
};

test("a text is tried out at a component: what would serve it, every loser, with what, and what its driver says", async () => {
  const { user, requests } = renderApp("/resource-definitions/postgres", {
    ...platformTeam,
    ...one,
    "GET /api/v1/components/shop/status": {
      component: "shop",
      project: "store",
      owner: "group:default/payments",
      repository: "shop",
      environments: [{ name: "production" }],
      lastRun: null,
    },
    "POST /api/v1/resource-definition-trials": (_: Request, body: string) => ({
      definitions: ["postgres"],
      leftOut: 0,
      resources: [
        body.includes("askDriver")
          ? {
              ...tried,
              changes: { summary: "1 create", changes: [{ action: "create", subject: "db.main" }], leftOut: 0 },
            }
          : tried,
      ],
    }),
  });

  const part = await screen.findByRole("region", { name: "Try it out" });
  await user.type(within(part).getByRole("combobox", { name: "Component" }), "shop");
  const environment = within(part).getByRole("combobox", { name: "Environment" });
  await within(environment).findByRole("option", { name: "production" });
  await user.selectOptions(environment, "production");
  await user.click(within(part).getByRole("button", { name: "Try it out" }));

  const resource = await within(part).findByRole("region", { name: "workloads.shop.db" });
  expect(part).toHaveTextContent("It would serve 1 resource there.");
  expect(resource).toHaveTextContent("postgres@3 fits best, and it would get it when it is upgraded");
  expect(resource).toHaveTextContent("postgres as written here");
  expect(within(resource).getByRole("link", { name: "small" })).toBeVisible();
  expect(resource).toHaveTextContent("it is for class 'small'");
  await user.click(within(resource).getByText("What its driver gets"));
  expect(resource).toHaveTextContent('"password": "***"');
  await expectAccessible();

  await user.click(within(resource).getByRole("button", { name: /Ask terraform what it would do/ }));
  expect(await within(resource).findByText("db.main")).toBeVisible();
  const last = requests.findLast(({ route }) => route === "POST /api/v1/resource-definition-trials");
  expect(JSON.parse(last?.body ?? "{}")).toMatchObject({
    component: "shop",
    environment: "production",
    resource: "workloads.shop.db",
    askDriver: true,
  });
});

test("a text is tried out at a resource one thinks of, and what cannot be is said", async () => {
  const { user, requests } = renderApp("/resource-definitions/new", {
    ...platformTeam,
    "POST /api/v1/resource-definition-trials": (_: Request, body: string) =>
      body.includes("kv")
        ? problem(422, "delivery.invalid_trial", "The place to try it out at was not accepted.")
        : { definitions: ["my-definition"], leftOut: 0, resources: [] },
  });

  const part = await screen.findByRole("region", { name: "Try it out" });
  await user.click(within(part).getByRole("button", { name: "A resource I think of" }));
  await user.type(within(part).getByRole("textbox", { name: "Type" }), "redis");
  await user.selectOptions(within(part).getByRole("combobox", { name: "Type of environment" }), "production");
  await user.type(within(part).getByRole("textbox", { name: "What the workload says" }), "size=small{enter}count=3");
  await user.click(within(part).getByRole("button", { name: "Try it out" }));
  expect(await within(part).findByText("Nothing there asks for a resource that it could be about.")).toBeVisible();
  const sent = requests.find(({ route }) => route === "POST /api/v1/resource-definition-trials");
  expect(JSON.parse(sent?.body ?? "{}")).toMatchObject({
    place: { type: "redis", environmentType: "production", params: { size: "small", count: 3 } },
  });

  await user.type(within(part).getByRole("textbox", { name: "Id" }), "kv");
  await user.click(within(part).getByRole("button", { name: "Try it out" }));
  expect(await within(part).findByRole("alert")).toHaveTextContent("was not accepted");
  await expectAccessible();
});
