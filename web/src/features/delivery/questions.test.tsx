import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { problem } from "@/testing/fakes";
import { expectAccessible, renderApp } from "@/testing/renderApp";
import { makeRun, runId } from "@/testing/runs";

const queue = {
  id: "workloads.orders.queue",
  uid: "u-1",
  type: "amqp",
  class: "default",
  component: "orders",
  environment: "production",
  project: "orders",
  state: "perhaps_made",
  reason: "Whether it was made is not known.",
  driver: "cmd",
  definition: "queue@1",
  outputs: {},
  name: "queue",
  drift: null,
  owner: "group:default/payments",
  observedAt: null,
  updatedAt: "2026-11-20T11:00:00Z",
};
const question = {
  uid: "u-1",
  id: queue.id,
  name: "queue",
  type: "amqp",
  component: "orders",
  environment: "production",
  about: "make",
  reason: "the program was killed.",
  askedAt: "2026-11-20T11:00:00Z",
  outputs: [
    { name: "host", secret: false },
    { name: "password", secret: true },
  ],
  parts: null,
  runs: [runId],
};
const asked = { items: [question], next: null };
const routes = {
  "GET /api/v1/resources": { items: [queue], next: null },
  "GET /api/v1/resources/questions": asked,
};
const waiting = makeRun({
  kind: "deployment",
  state: "waiting",
  inputs: {},
  nodes: [
    {
      attempt: 1,
      startedAt: "2026-11-22T11:59:00Z",
      finishedAt: null,
      waitingReason: null,
      outputs: {},
      steps: [],
      earlierSteps: [],
      key: "resource/queue",
      title: "Provision queue",
      kind: "delivery.resource",
      needs: [],
      state: "unknown",
      error: {
        kind: "failed",
        code: "delivery.perhaps_made",
        message: "Whether it was made is not known.",
        hint: "",
      },
    },
  ],
});
const say = { name: "Say whether it is there: queue of orders in production" };

/** What was said of the resource, once it was. */
function sentBy(requests: { route: string; body: string }[]): unknown {
  const sent = requests.find(({ route }) => route === "POST /api/v1/resource-resolutions");
  return sent === undefined ? undefined : JSON.parse(sent.body);
}

test("a resource that was perhaps made says so in words, and takes what it hands out from who looked", async () => {
  const { user, requests } = renderApp("/resources", {
    ...routes,
    "POST /api/v1/resource-resolutions": { ...queue, state: "active" },
  });
  expect(await screen.findByText(/perhaps made/)).toBeVisible();
  expect(await screen.findByText(/not known whether it was made: the program was killed/)).toBeVisible();
  await expectAccessible();

  await user.click(screen.getByRole("button", say));
  const dialog = await screen.findByRole("dialog", { name: "queue of orders in production" });
  const send = within(dialog).getByRole("button", { name: "Say so" });
  expect(send).toBeDisabled();
  await user.click(within(dialog).getByRole("radio", { name: "It is there" }));
  await user.type(within(dialog).getByLabelText("host"), "q.example.org");
  expect(send).toBeDisabled();
  const password = within(dialog).getByLabelText("password");
  expect(password).toHaveAttribute("type", "password");
  await user.type(password, "hidden");
  await expectAccessible();
  await user.click(send);

  await waitFor(() => {
    expect(screen.queryByRole("dialog")).toBeNull();
  });
  expect(sentBy(requests)).toEqual({
    component: "orders",
    environment: "production",
    resource: queue.id,
    answer: "exists",
    outputs: { host: "q.example.org", password: "hidden" },
  });
});

test("what is absent needs no more words, and a refusal stays to be read", async () => {
  const { user, requests } = renderApp("/resources", {
    ...routes,
    "POST /api/v1/resource-resolutions": problem(409, "delivery.already_resolved", "It is not in question any more."),
  });
  await user.click(await screen.findByRole("button", say));
  await user.click(await screen.findByRole("radio", { name: "It is not there: it is made from the start" }));
  await user.click(screen.getByRole("button", { name: "Say so" }));

  expect(await screen.findByRole("alert")).toHaveTextContent("It is not in question any more.");
  expect(sentBy(requests)).toEqual({
    component: "orders",
    environment: "production",
    resource: queue.id,
    answer: "absent",
  });
});

test("of a change what it handed out before stays", async () => {
  const { user, requests } = renderApp("/resources", {
    ...routes,
    "GET /api/v1/resources/questions": { items: [{ ...question, about: "change" }], next: null },
    "POST /api/v1/resource-resolutions": { ...queue, state: "active" },
  });
  await user.click(await screen.findByRole("button", say));
  await user.click(await screen.findByRole("radio", { name: "It was changed" }));
  await user.click(screen.getByRole("button", { name: "Say so" }));
  await waitFor(() => {
    expect(sentBy(requests)).toMatchObject({ answer: "exists" });
  });
  expect(sentBy(requests)).not.toHaveProperty("outputs");
});

test("what consists of parts is told by the ids of those that are there", async () => {
  const parts = [
    { address: "aws_db_instance.main", about: "its creation had begun", id: "" },
    { address: "aws_s3_bucket.logs", about: "was created with the id 'logs-1'", id: "logs-1" },
  ];
  const { user, requests } = renderApp("/resources", {
    ...routes,
    "GET /api/v1/resources/questions": { items: [{ ...question, outputs: [], parts }], next: null },
    "POST /api/v1/resource-resolutions": { ...queue, state: "failed" },
  });
  await user.click(await screen.findByRole("button", say));
  await user.click(await screen.findByRole("radio", { name: "Some of it is there and is taken over" }));
  const send = screen.getByRole("button", { name: "Say so" });
  expect(send).toBeDisabled();
  expect(screen.getByText("its creation had begun")).toBeVisible();
  await user.type(screen.getByLabelText(/aws_s3_bucket.logs/), "logs-1");
  await expectAccessible();
  await user.click(send);

  await waitFor(() => {
    expect(sentBy(requests)).toEqual({
      component: "orders",
      environment: "production",
      resource: queue.id,
      answer: "exists",
      imports: { "aws_s3_bucket.logs": "logs-1" },
    });
  });
});

test("the run that waits asks on its page, and not twice", async () => {
  renderApp(`/runs/${runId}`, {
    ...routes,
    [`GET /api/v1/runs/${runId}`]: waiting,
    "GET /api/v1/approvals": { items: [], next: null, total: 0 },
  });
  const section = await screen.findByRole("region", { name: "Question about queue" });
  expect(within(section).getByRole("button", say)).toBeVisible();
  expect(screen.queryByRole("region", { name: "Decision about Provision queue" })).toBeNull();
});

test("the bell leads to the run that waits", async () => {
  const told = {
    id: "01K00000000000000000000001",
    kind: "question",
    title: "It is not known whether workloads.orders.queue is there in production: say it",
    text: "Whether it was made is not known.",
    link: `/runs/${runId}`,
    createdAt: "2026-11-22T11:59:00Z",
    readAt: null,
  };
  const { user } = renderApp("/resources", {
    ...routes,
    [`GET /api/v1/runs/${runId}`]: waiting,
    "GET /api/v1/approvals": { items: [], next: null, total: 0 },
    "GET /api/v1/notifications": { items: [told], total: 1, next: null, unread: 1, news: 0, announcements: [] },
    "POST /api/v1/notifications/reading": {},
  });
  await user.click(await screen.findByRole("button", { name: "For you: 1 unread" }));
  await user.click(await screen.findByRole("link", { name: /not known whether workloads.orders.queue/ }));
  expect(await screen.findByRole("region", { name: "Question about queue" })).toBeVisible();
});
