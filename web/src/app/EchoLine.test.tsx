import { act, screen, within } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { expectAccessible, renderApp } from "@/testing/renderApp";
import { endEcho, sayEcho } from "@/shared/ui/echo";

const lists = {
  "GET /api/v1/runs": { items: [], next: null, total: 0 },
  "GET /api/v1/service-health": { services: 0, healthy: 0, attention: [] },
  "GET /api/v1/entity-names": { items: [], next: null },
};

afterEach(() => {
  act(endEcho);
  vi.useRealTimers();
});

test("what was done is said beside the page, with the way to it, and goes by itself", async () => {
  renderApp("/runs", lists);
  await screen.findByRole("heading", { name: "Runs" });
  const place = screen.getByRole("status", { name: "What was just done" });
  expect(place).toBeEmptyDOMElement();

  vi.useFakeTimers();
  act(() => {
    sayEcho({ text: "Begun: Promote shop to production", link: { label: "Environments", to: "/environments" } });
  });

  expect(place).toHaveTextContent("Begun: Promote shop to production");
  expect(within(place).getByRole("link", { name: "Environments" })).toHaveAttribute("href", "/environments");
  act(() => {
    vi.advanceTimersByTime(10_000);
  });
  expect(place).toBeEmptyDOMElement();
});

test("it stays while it has the focus, and is closed by its button", async () => {
  const { user } = renderApp("/runs", lists);
  await screen.findByRole("heading", { name: "Runs" });
  act(() => {
    sayEcho({ text: "Merged #3 into main" });
  });
  await expectAccessible();

  const close = screen.getByRole("button", { name: "Close the message" });
  act(() => {
    close.focus();
  });
  vi.useFakeTimers();
  act(() => {
    vi.advanceTimersByTime(10_000);
  });
  vi.useRealTimers();
  expect(close).toBeInTheDocument();
  await user.click(close);
  expect(screen.getByRole("status", { name: "What was just done" })).toBeEmptyDOMElement();
});

test("what is only heard is not shown", async () => {
  renderApp("/runs", lists);
  await screen.findByRole("heading", { name: "Runs" });

  act(() => {
    sayEcho({ text: "Copied (Copy the token)", isHeardOnly: true });
  });

  const place = screen.getByRole("status", { name: "What was just done" });
  expect(place).toHaveTextContent("Copied");
  expect(place).toHaveClass("visually-hidden");
  expect(screen.queryByRole("button", { name: "Close the message" })).toBeNull();
});
