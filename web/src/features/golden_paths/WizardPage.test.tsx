import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import { problem } from "@/testing/fakes";
import { expectAccessible, me, renderApp } from "@/testing/renderApp";
import { runId } from "@/testing/runs";

const path = {
  name: "node-service",
  title: "Node service",
  description: "An HTTP service.",
  owner: "group:default/platform",
  type: "service",
  tags: ["recommended", "nodejs"],
  intent: "A new service",
};
const detail = { ...path, parameters: [], secrets: ["token"], steps: [], runnable: true, notRunnable: [] };

function field(name: string, more: object = {}) {
  return {
    pointer: `/${name}`,
    name,
    title: name,
    description: "",
    help: "",
    placeholder: "",
    type: "string",
    widget: "",
    picker: "",
    options: {},
    value: null,
    default: null,
    blank: null,
    isRequired: false,
    isReadOnly: false,
    hasAutofocus: false,
    choices: [],
    fields: [],
    branches: [],
    branch: 0,
    ...more,
  };
}

/** A server whose form wants a name of at least three letters and asks for a port when the service is public. */
function answerForm(_request: Request, body: string) {
  const { parameters } = JSON.parse(body) as { parameters: Record<string, unknown> };
  const value = (name: string) => parameters[name] ?? null;
  const name = typeof parameters["name"] === "string" ? parameters["name"] : "";
  const problems = name.length >= 3 ? [] : [{ pointer: "/name", detail: name === "" ? "is required" : "is too short" }];
  const fields = [
    field("name", { title: "Name", isRequired: true, value: value("name"), hasAutofocus: true }),
    field("token", { title: "Token", picker: "Secret" }),
    field("public", { title: "Public", type: "boolean", value: value("public") ?? false }),
    ...(parameters["public"] === true ? [field("port", { title: "Port", type: "integer", value: value("port") })] : []),
    field("hosts", { title: "Hosts", type: "array", blank: "", value: value("hosts"), fields: hosts(parameters) }),
    field("size", {
      title: "Size",
      value: value("size") ?? "s",
      choices: [
        { value: "s", label: "Small" },
        { value: "l", label: "Large" },
      ],
    }),
  ];
  const root = field("", { pointer: "", type: "object", fields });
  return {
    pages: [{ title: "Your service", description: "", root, problems }],
    problems,
    parameters: { size: "s", public: false, ...parameters },
  };
}

function hosts(parameters: Record<string, unknown>) {
  const list = Array.isArray(parameters["hosts"]) ? parameters["hosts"] : [];
  return list.map((value: unknown, index) =>
    field(String(index), { pointer: `/hosts/${String(index)}`, title: `Host ${String(index + 1)}`, value }),
  );
}

const preview = {
  files: [
    { path: "README.md", size: 6, isExecutable: false, content: "# Shop" },
    { path: "src/main.js", size: 7, isExecutable: false, content: "serve()" },
  ],
  resources: ["development", "production"].map((environment) => ({
    environment,
    environmentType: environment,
    name: "db",
    type: "postgres",
    class: "default",
    definition: "postgres",
    driver: "postgres",
    description: "A role and a database.",
  })),
};

const routes = {
  "GET /api/v1/golden-paths": { items: [{ ...path, trackRecord: { finished: 4, succeeded: 3, medianMs: 1200 } }] },
  "GET /api/v1/golden-paths/node-service": detail,
  "POST /api/v1/golden-paths/node-service/form": answerForm,
  "POST /api/v1/golden-paths/node-service/preview": preview,
};

beforeEach(() => {
  localStorage.clear();
});

test("golden paths are cards by what they are for, with owner and how they went", async () => {
  renderApp("/create", routes);

  const group = await screen.findByRole("region", { name: "A new service" });

  expect(within(group).getByRole("link", { name: "Node service" })).toHaveAttribute("href", "/create/node-service");
  expect(group).toHaveTextContent("75 % of 4 succeeded · 1.2 s");
  expect(group).toHaveTextContent("platform");
  await expectAccessible();
});

test("a golden path that never finished has no rate", async () => {
  renderApp("/create", { ...routes, "GET /api/v1/golden-paths": { items: [{ ...path, trackRecord: null }] } });

  await screen.findByRole("link", { name: "Node service" });

  expect(screen.queryByText(/succeeded/)).toBeNull();
});

test("a wrong answer is said beside its field in words, and the form goes on once it is right", async () => {
  const { user, router } = renderApp("/create/node-service", routes);
  const name = await screen.findByLabelText(/^Name/);
  await waitFor(() => {
    expect(name).toHaveFocus();
  });

  await user.type(name, "ab");
  await user.click(screen.getByRole("button", { name: "Review" }));
  expect(await screen.findByText("is too short")).toBeVisible();
  expect(name).toHaveAccessibleDescription("is too short");
  await waitFor(() => {
    expect(name).toHaveFocus();
  });
  await expectAccessible();

  await user.type(name, "c");
  await waitFor(() => {
    expect(screen.queryByText("is too short")).toBeNull();
  });
  await user.keyboard("{Enter}");

  expect(await screen.findByRole("heading", { name: "Review" })).toBeVisible();
  expect(router.state.location.search).toEqual({ step: 1 });
});

test("what is asked follows the answers, and lists grow and shrink", async () => {
  const { user } = renderApp("/create/node-service", routes);
  await user.click(await screen.findByLabelText("Public"));
  expect(await screen.findByLabelText(/^Port/)).toBeVisible();

  await user.click(screen.getByRole("button", { name: "Add to hosts" }));
  await user.type(await screen.findByLabelText(/^Host 1/), "a.example");
  await user.click(screen.getByRole("button", { name: "Add to hosts" }));
  await screen.findByLabelText(/^Host 2/);
  await user.click(screen.getByRole("button", { name: "Remove Hosts 1" }));

  await waitFor(() => {
    expect(screen.queryByLabelText(/^Host 2/)).toBeNull();
  });
  expect(screen.getByLabelText(/^Host 1/)).toHaveValue("");
});

test("files and resources are seen before anything is made, then it is made and its run opens", async () => {
  const { user, router, requests } = renderApp("/create/node-service", {
    ...routes,
    "POST /api/v1/golden-paths/node-service/runs": () => Response.json({ id: runId }, { status: 202 }),
  });
  await user.type(await screen.findByLabelText(/^Name/), "shop");
  const shown = screen.getByRole("region", { name: "Preview" });
  expect(await within(shown).findByText("# Shop")).toBeVisible();
  await user.click(within(shown).getByRole("button", { name: "src/main.js" }));
  expect(within(shown).getByText("serve()")).toBeVisible();
  await user.click(within(shown).getByRole("button", { name: /Resources/ }));
  expect(within(shown).getByText("development, production")).toBeVisible();

  await user.selectOptions(screen.getByLabelText(/^Size/), "Large");
  await user.click(screen.getByRole("button", { name: "Review" }));
  expect(await screen.findByText("shop")).toBeVisible();
  await user.click(await screen.findByRole("button", { name: "Create" }));

  await waitFor(() => {
    expect(router.state.location.pathname).toBe(`/runs/${runId}`);
  });
  const sent = requests.find((request) => request.route.endsWith("/runs"));
  expect(JSON.parse(sent?.body ?? "")).toEqual({
    parameters: { name: "shop", size: "l", public: false },
    secrets: {},
  });
  expect(localStorage.length).toBe(0);
});

test("a draft outlives a reload without its secrets, and belongs to one person", async () => {
  const first = renderApp("/create/node-service", routes);
  await first.user.type(await screen.findByLabelText(/^Name/), "shop");
  await first.user.type(screen.getByLabelText(/^Token/), "hunter2");
  await waitFor(() => {
    expect(JSON.stringify(localStorage)).toContain("shop");
  });
  expect(JSON.stringify(localStorage)).not.toContain("hunter2");
  document.body.replaceChildren();

  renderApp("/create/node-service", routes);
  expect(await screen.findByLabelText(/^Name/)).toHaveValue("shop");
  expect(screen.getByLabelText(/^Token/)).toHaveValue("");
  document.body.replaceChildren();

  renderApp("/create/node-service", { ...routes, "GET /api/v1/me": { ...me, ref: "user:default/bob" } });
  expect(await screen.findByLabelText(/^Name/)).toHaveValue("");
});

test("a secret is sent once, with the order, and is nowhere else", async () => {
  const canary = "quokka-canary";
  const { user, router, requests } = renderApp("/create/node-service", {
    ...routes,
    "POST /api/v1/golden-paths/node-service/runs": { id: runId },
  });
  await user.type(await screen.findByLabelText(/^Name/), "shop");
  await user.type(screen.getByLabelText(/^Token/), canary);
  await expectAccessible();
  await user.click(screen.getByRole("button", { name: "Review" }));

  expect(await screen.findByText("typed here, not shown")).toBeVisible();
  expect(document.body.innerHTML).not.toContain(canary);
  await user.click(await screen.findByRole("button", { name: "Create" }));
  await waitFor(() => {
    expect(router.state.location.pathname).toBe(`/runs/${runId}`);
  });

  const [order, ...rest] = requests.filter(({ body, search }) => `${search}${body}`.includes(canary));
  expect(order?.route).toBe("POST /api/v1/golden-paths/node-service/runs");
  expect(rest).toEqual([]);
  expect(JSON.parse(order?.body ?? "")).toMatchObject({ secrets: { token: { value: canary } } });
  const asked = requests.filter(({ route }) => route.endsWith("/form")).at(-1); // by the review
  expect(JSON.parse(asked?.body ?? "")).toMatchObject({ secrets: ["token"] });
  expect(JSON.stringify([{ ...localStorage }, { ...sessionStorage }, router.history.location])).not.toContain(canary);
});

test("instead of typing a secret one that is kept can be chosen, by keyboard", async () => {
  const { user, requests } = renderApp("/create/node-service", {
    ...routes,
    "GET /api/v1/secrets": {
      items: [{ scope: "component.shop", name: "API_KEY", version: 1, updatedAt: "2026-11-22T12:00:00Z" }],
      next: null,
      total: 1,
    },
    "POST /api/v1/golden-paths/node-service/runs": { id: runId },
  });
  await user.type(await screen.findByLabelText(/^Name/), "shop");
  screen.getByRole("button", { name: "Use one that is kept" }).focus();
  await user.keyboard("{Enter}");
  await user.selectOptions(
    screen.getByLabelText(/^Token/),
    await screen.findByRole("option", { name: "API_KEY of shop" }),
  );
  await expectAccessible();
  await user.click(screen.getByRole("button", { name: "Review" }));

  expect(await screen.findByText("API_KEY of shop", { selector: ":not(option)" })).toBeVisible();
  await user.click(await screen.findByRole("button", { name: "Create" }));
  await waitFor(() => {
    expect(requests.some(({ route }) => route.endsWith("/runs"))).toBe(true);
  });
  const order = requests.find(({ route }) => route.endsWith("/runs"));
  expect(JSON.parse(order?.body ?? "")).toMatchObject({
    secrets: { token: { scope: "component.shop", name: "API_KEY" } },
  });
});

test("a repository is chosen by name, or named, and stands in the answers as templates take it", async () => {
  const repository = field("repository", { title: "Repository", picker: "RepoUrlPicker" });
  const root = field("", { pointer: "", type: "object", fields: [repository] });
  const { user, requests } = renderApp("/create/node-service", {
    ...routes,
    "GET /api/v1/repositories": { items: [{ name: "orders", owner: "group:default/payments" }], next: null, total: 1 },
    "POST /api/v1/golden-paths/node-service/form": (_request: Request, body: string) => ({
      pages: [{ title: "Where", description: "", root, problems: [] }],
      problems: [],
      parameters: (JSON.parse(body) as { parameters: object }).parameters,
    }),
  });
  const answered = () =>
    (JSON.parse(requests.filter(({ route }) => route.endsWith("/form")).at(-1)?.body ?? "{}") as { parameters: object })
      .parameters;
  const picker = await screen.findByRole("combobox", { name: /^Repository/ });

  await user.click(picker);
  await user.click(await screen.findByRole("option", { name: /orders/ }));
  await waitFor(() => {
    expect(answered()).toEqual({ repository: `${location.host}?owner=payments&repo=orders` });
  });
  expect(picker).toHaveValue("orders");
  await user.clear(picker);
  await user.type(picker, "new-one{Enter}");

  await waitFor(() => {
    expect(answered()).toEqual({ repository: `${location.host}?repo=new-one` });
  });
});

test("what the server refuses at the end is said, and the answers stay", async () => {
  const { user } = renderApp("/create/node-service?step=1", {
    ...routes,
    "POST /api/v1/golden-paths/node-service/form": (request: Request) =>
      answerForm(request, '{"parameters":{"name":"shop"}}'),
    "POST /api/v1/golden-paths/node-service/runs": () =>
      problem(409, "golden_paths.name_taken", "There is a repository 'shop' already.", "Choose another name."),
  });

  await user.click(await screen.findByRole("button", { name: "Create" }));

  expect(await screen.findByRole("alert")).toHaveTextContent("There is a repository 'shop' already.");
  expect(screen.getByText("shop")).toBeVisible();
});
