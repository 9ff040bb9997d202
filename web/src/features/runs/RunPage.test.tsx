import { act, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { FakeEventSource, problem } from "@/testing/fakes";
import { expectAccessible, renderApp } from "@/testing/renderApp";
import { makeRun, runId } from "@/testing/runs";

const path = `/api/v1/runs/${runId}`;
const line = (n: number, text: string) => ({ n, at: "2026-11-22T12:00:00.123Z", text });

test("a run shows its state, its nodes and the step that runs", async () => {
  renderApp(`/runs/${runId}`, { [`GET ${path}`]: makeRun() });

  expect(await screen.findByRole("heading", { name: "orders: retry the payment" })).toBeVisible();
  const nodes = screen.getByRole("navigation", { name: "Nodes and steps" });
  expect(within(nodes).getByRole("button", { name: /Running Build and test/ })).toHaveAttribute(
    "aria-expanded",
    "true",
  );
  expect(within(nodes).getByText("after Build and test")).toBeVisible();
  expect(screen.getByRole("region", { name: "Log of Build and test / Test" })).toBeVisible();
  await expectAccessible();
});

test("lines appear as the step writes them, with their colours", async () => {
  renderApp(`/runs/${runId}`, { [`GET ${path}`]: makeRun() });
  await screen.findByRole("heading", { name: "orders: retry the payment" });
  const log = FakeEventSource.find("/nodes/test/steps/1/log/stream");

  act(() => {
    log.open();
    log.send("lines", 2, { lines: [line(1, "first"), line(2, "\x1b[32mpassed\x1b[0m")] });
    log.send("lines", 2, { lines: [line(2, "again after a resume")] });
  });

  expect(log.url).toContain("attempt=1&after=0");
  expect(await screen.findByText("first")).toBeVisible();
  expect(screen.getByText("passed")).toHaveClass("ansi-green");
  expect(screen.queryByText("again after a resume")).toBeNull();
  expect(screen.getByText("2 lines")).toBeVisible();
});

test("the view goes on with the run: the next step's log follows when it begins", async () => {
  renderApp(`/runs/${runId}`, { [`GET ${path}`]: makeRun() });
  await screen.findByRole("heading", { name: "orders: retry the payment" });
  const journal = FakeEventSource.find("/journal/stream");
  expect(journal.url).toContain("after=10");

  act(() => {
    journal.send("journal", 11, {
      seq: 11,
      at: "2026-11-22T12:00:01Z",
      type: "step.finished",
      node: "test",
      data: { step: 1, state: "succeeded" },
    });
    journal.send("journal", 12, {
      seq: 12,
      at: "2026-11-22T12:00:01Z",
      type: "step.started",
      node: "test",
      data: { step: 2, name: "Package", state: "running" },
    });
  });

  expect(await screen.findByRole("region", { name: "Log of Build and test / Package" })).toBeVisible();
});

test("what happens while the run is read again is not lost, though the answer is older", async () => {
  const answers: ((run: unknown) => void)[] = [];
  let isFirst = true;
  renderApp(`/runs/${runId}`, {
    [`GET ${path}`]: () => {
      if (!isFirst) return new Promise((resolve) => answers.push(resolve));
      isFirst = false;
      return makeRun();
    },
  });
  await screen.findByRole("heading", { name: "orders: retry the payment" });
  const journal = FakeEventSource.find("/journal/stream");
  const at = "2026-11-22T12:00:01Z";

  act(() => {
    journal.send("journal", 11, { seq: 11, at, type: "run.expanded", node: null, data: { nodes: 1 } });
    journal.send("journal", 12, { seq: 12, at, type: "node.started", node: "bundle", data: { attempt: 1 } });
  });
  await waitFor(() => {
    expect(answers).toHaveLength(1);
  });
  answers[0]?.(makeRun({ journalSeq: 11 }));

  expect(await screen.findByRole("button", { name: /Running Bundle/ })).toBeVisible();
});

test("when the run ends, it is read once more and its streams stay closed", async () => {
  let isOver = false;
  const { requests } = renderApp(`/runs/${runId}`, {
    [`GET ${path}`]: () =>
      isOver ? makeRun({ state: "succeeded", finishedAt: "2026-11-22T12:00:09Z", journalSeq: 11 }) : makeRun(),
  });
  await screen.findByRole("heading", { name: "orders: retry the payment" });

  isOver = true;
  const journal = FakeEventSource.find("/journal/stream");
  act(() => {
    const at = "2026-11-22T12:00:09Z";
    journal.send("journal", 11, { seq: 11, at, type: "run.finished", node: null, data: { state: "succeeded" } });
  });

  expect(await screen.findByRole("button", { name: "Run all again" })).toBeVisible();
  expect(screen.queryByRole("button", { name: "Cancel run" })).toBeNull();
  expect(journal.readyState).toBe(FakeEventSource.CLOSED);
  expect(requests.filter((request) => request.route === `GET ${path}`)).toHaveLength(2);
});

test("a finished step's log is read in pages around what is in sight, and a link to a line marks it", async () => {
  const run = makeRun({ state: "succeeded", finishedAt: "2026-11-22T12:00:09Z" });
  const { requests } = renderApp(`/runs/${runId}?node=test&step=0&line=2`, {
    [`GET ${path}`]: run,
    [`GET ${path}/nodes/test/steps/0/log`]: { lines: [line(1, "one"), line(2, "two")], next: null },
  });

  const two = await screen.findByText("two");

  expect(two.closest("[data-target]")).not.toBeNull();
  const read = requests.filter((request) => request.route.endsWith("/log"));
  expect(read.map((request) => request.search)).toEqual(["?attempt=1&from=1&limit=500"]);
});

test("choosing a line puts it into the address", async () => {
  const { user, router } = renderApp(`/runs/${runId}?node=test&step=0`, {
    [`GET ${path}`]: makeRun(),
    [`GET ${path}/nodes/test/steps/0/log`]: { lines: [line(1, "one"), line(2, "two")], next: null },
  });

  await user.click(await screen.findByRole("button", { name: "Link to line 2" }));

  expect(router.state.location.search).toEqual({ node: "test", step: 0, line: 2 });
});

test("a failed run says why first, and running it again leads to the new run", async () => {
  const error = {
    kind: "failed",
    code: "pipelines.step_failed",
    message: "Step Test ended with exit code 1.",
    hint: "Look at line 40.",
  };
  const next = "01JD0QZ0V5T7KX9B3M2N4P6R9Z";
  const { user, router, requests } = renderApp(`/runs/${runId}`, {
    [`GET ${path}`]: makeRun({ state: "failed", finishedAt: "2026-11-22T12:00:09Z", error, nodes: [] }),
    [`POST ${path}/reruns`]: makeRun({ id: next, nodes: [] }),
    [`GET /api/v1/runs/${next}`]: makeRun({ id: next, nodes: [] }),
  });

  const why = await screen.findByRole("region", { name: "Why it failed" });
  expect(why).toHaveTextContent("Step Test ended with exit code 1.");
  expect(why).toHaveTextContent("Look at line 40.");
  await user.click(screen.getByRole("button", { name: "Run failed again" }));

  await screen.findByRole("button", { name: "Cancel run" });
  expect(requests.find((request) => request.route === `POST ${path}/reruns`)?.body).toBe('{"mode":"failed"}');
  expect(router.state.location.pathname).toBe(`/runs/${next}`);
});

test("a cancellation that is refused says so", async () => {
  const { user } = renderApp(`/runs/${runId}`, {
    [`GET ${path}`]: makeRun(),
    [`POST ${path}/cancellation`]: () => problem(409, "runs.already_finished", "Run #12 has finished."),
  });

  await user.click(await screen.findByRole("button", { name: "Cancel run" }));

  expect(await screen.findByRole("alert")).toHaveTextContent("Run #12 has finished.");
});

test("a run that is not there is an error with its hint", async () => {
  renderApp(`/runs/${runId}`, {
    [`GET ${path}`]: () => problem(404, "runs.not_found", "There is no such run.", "towpath run list"),
  });

  const alert = await screen.findByRole("alert");

  expect(alert).toHaveTextContent("There is no such run.");
  expect(alert).toHaveTextContent("towpath run list");
  expect(within(alert).getByRole("button", { name: "Try again" })).toBeVisible();
});
