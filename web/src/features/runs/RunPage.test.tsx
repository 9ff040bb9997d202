import { act, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { RunNode, RunStep } from "./runs.queries";
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

  // In the list and in the graph.
  expect(await screen.findAllByRole("button", { name: /Running Bundle/ })).toHaveLength(2);
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
  const read = requests.filter((request) => request.route.endsWith("/log") && !request.search.includes("search="));
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

const explanation = {
  node: "test",
  nodeTitle: "Build and test",
  step: { ...(makeRun().nodes[0]?.steps[0] as RunStep), state: "failed" as const, exitCode: 1 },
  summary: "Step 'Check out' of 'Build and test' ended with exit code 1.",
  error: { kind: "failed", code: "pipelines.step_failed", message: "A step failed.", hint: null },
  nextAction: "Mend what its lines name and push again.",
  lines: [line(40, "Error: no such file"), line(41, "bye")],
};

test("a failed run shows its failing lines and what to do, and each line leads into the log", async () => {
  const { user, router } = renderApp(`/runs/${runId}`, {
    [`GET ${path}`]: makeRun({ state: "failed", finishedAt: "2026-11-22T12:00:09Z", explanation }),
  });

  const why = await screen.findByRole("region", { name: "Why it failed" });
  expect(within(why).getByRole("heading", { name: explanation.summary })).toBeVisible();
  expect(why).toHaveTextContent("What to do Mend what its lines name and push again.");
  expect(within(why).getByText("Error: no such file")).toBeVisible();
  await user.click(within(why).getByRole("button", { name: "Link to line 40" }));

  expect(router.state.location.search).toEqual({ node: "test", step: 0, line: 40 });
  await expectAccessible();
});

test("the log is searched by the server, and the next match comes into sight", async () => {
  const { user, router, requests } = renderApp(`/runs/${runId}?node=test&step=0`, {
    [`GET ${path}`]: makeRun(),
    [`GET ${path}/nodes/test/steps/0/log`]: { lines: [line(1, "one (a)"), line(2, "two")], next: null },
    [`GET ${path}/nodes/test/steps/0/log/matches`]: { lines: [1], total: 1 },
  });
  await screen.findByText("two");

  await user.keyboard("f");
  await user.keyboard("(A)");

  await waitFor(() => {
    expect(screen.getByRole("status", { name: "Matches" })).toHaveTextContent(/^1$/);
  });
  await user.keyboard("{Enter}");
  await waitFor(() => {
    expect(screen.getByRole("status", { name: "Matches" })).toHaveTextContent("1 of 1");
  });
  expect(screen.getByText("(a)").tagName).toBe("MARK");
  expect(router.state.location.search).toMatchObject({ find: "(A)" });
  const asked = requests.find((request) => request.route.endsWith("/matches"));
  expect(new URLSearchParams(asked?.search).get("search")).toBe(String.raw`(?i)\(A\)`);
});

test("a finished group is folded under its title, and opens", async () => {
  const lines = [line(1, "##[group]Install"), line(2, "added 3 packages"), line(3, "##[endgroup]"), line(4, "done")];
  const [node] = makeRun().nodes;
  const { user } = renderApp(`/runs/${runId}?node=test&step=0`, {
    [`GET ${path}`]: makeRun({
      nodes: [{ ...(node as RunNode), steps: [{ ...(node?.steps[0] as RunStep), logLines: 4 }] }],
    }),
    [`GET ${path}/nodes/test/steps/0/log`]: (request: Request) =>
      request.url.includes("search=")
        ? { lines: lines.filter(({ text }) => text.startsWith("##[")), next: null }
        : { lines, next: null },
  });

  const group = await screen.findByRole("button", { name: /Install/, expanded: false });
  expect(screen.queryByText("added 3 packages")).toBeNull();
  await user.click(group);

  expect(await screen.findByText("added 3 packages")).toBeVisible();
  expect(screen.queryByText("##[endgroup]")).toBeNull();
});

test("a node that waits for an approval can be approved with a comment", async () => {
  const [node] = makeRun().nodes;
  const { user, requests } = renderApp(`/runs/${runId}`, {
    [`GET ${path}`]: makeRun({
      state: "waiting",
      nodes: [
        {
          ...(node as RunNode),
          key: "approval",
          title: "Release to production",
          kind: "approval",
          state: "waiting",
          waitingReason: "Waits for an approval.",
          steps: [],
        },
      ],
    }),
    [`POST ${path}/nodes/approval/decision`]: () => new Response(null, { status: 204 }),
  });

  const asks = await screen.findByRole("region", { name: "Approval of Release to production" });
  await user.type(within(asks).getByRole("textbox", { name: "Comment" }), "Looks good.");
  await user.click(within(asks).getByRole("button", { name: "Approve" }));

  await waitFor(() => {
    expect(requests.find((request) => request.route.endsWith("/decision"))?.body).toBe(
      '{"approve":true,"comment":"Looks good."}',
    );
  });
});

test("the graph is walked with arrow keys, and Enter shows a node", async () => {
  const { user, router } = renderApp(`/runs/${runId}`, { [`GET ${path}`]: makeRun() });
  const graph = await screen.findByRole("region", { name: "Graph of the run" });

  within(graph)
    .getByRole("button", { name: /Build and test/ })
    .focus();
  await user.keyboard("{ArrowRight}");

  const bundle = within(graph).getByRole("button", { name: /Bundle/ });
  expect(bundle).toHaveFocus();
  await user.keyboard("{Enter}");
  expect(router.state.location.search).toEqual({ node: "bundle" });
});

test("steps of an earlier attempt can be looked at again", async () => {
  const [node] = makeRun().nodes;
  const [step] = node?.steps ?? [];
  const { user } = renderApp(`/runs/${runId}`, {
    [`GET ${path}`]: makeRun({
      nodes: [
        {
          ...(node as RunNode),
          attempt: 2,
          steps: [{ ...(step as RunStep), attempt: 2 }],
          earlierSteps: [{ ...(step as RunStep), name: "Check out, flaky", state: "failed" }],
        },
      ],
    }),
  });

  await user.click(within(await screen.findByRole("group", { name: "Attempt" })).getByRole("button", { name: "1" }));

  expect(await screen.findByRole("region", { name: "Log of Build and test / Check out, flaky" })).toBeVisible();
});

test("a shell says why it was opened and where its recording is", async () => {
  renderApp(`/runs/${runId}`, {
    [`GET ${path}`]: makeRun({ kind: "shell", state: "succeeded", inputs: { reason: "orders are stuck" } }),
    [`GET ${path}/artifacts`]: {
      items: [{ name: "recording.cast", digest: "sha256:1", mediaType: "application/x-asciicast", size: 2048 }],
    },
  });

  const note = await screen.findByRole("region", { name: "Recording" });
  expect(within(note).getByText(/Opened because: orders are stuck/)).toBeVisible();
  expect(await within(note).findByRole("link", { name: "recording.cast" })).toHaveAttribute(
    "href",
    `${path}/artifacts/recording.cast`,
  );
  await expectAccessible();
});
