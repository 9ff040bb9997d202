import { act, screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { FakeEventSource } from "@/testing/fakes";
import { expectAccessible, renderApp } from "@/testing/renderApp";
import { makeRun } from "@/testing/runs";

const page = (items: unknown[]) => ({ items, next: null, total: items.length });

test("runs are listed with state, trigger and commit", async () => {
  renderApp("/runs", { "GET /api/v1/runs": page([makeRun()]) });

  const table = await screen.findByRole("table", { name: "Runs" });

  const row = within(table)
    .getByRole("link", { name: /orders: retry the payment/ })
    .closest("[role=row]") as HTMLElement;
  expect(within(row).getByRole("img", { name: "Running" })).toBeVisible();
  expect(row).toHaveTextContent("#12 · Push to main by alice");
  expect(row).toHaveTextContent("9f1c2ab4");
  await expectAccessible();
});

test("a chosen state is asked for and stands in the address", async () => {
  const { user, router, requests } = renderApp("/runs", { "GET /api/v1/runs": page([]) });
  await screen.findByText("No runs yet.");

  await user.click(screen.getByRole("button", { name: "Failed" }));

  expect(await screen.findByText("No run is in this state.")).toBeVisible();
  expect(router.state.location.search).toEqual({ state: "failed,timed_out" });
  expect(requests.findLast(({ route }) => route === "GET /api/v1/runs")?.search).toBe("?state=failed%2Ctimed_out");
});

test("an event about a run brings the list up to date", async () => {
  const runs = [makeRun({ title: "first" })];
  renderApp("/runs", { "GET /api/v1/runs": () => page(runs) });
  await screen.findByText("first");

  runs.unshift(makeRun({ id: "01JD0QZ0V5T7KX9B3M2N4P6R9Z", title: "second" }));
  act(() => {
    FakeEventSource.find("/api/v1/events/stream").send("event", 1, {
      sequence: 1,
      at: "2026-11-22T12:00:00Z",
      type: "run.queued",
      subject: "run:1",
      actor: "user:default/alice",
      payload: null,
    });
  });

  expect(await screen.findByText("second")).toBeVisible();
});
