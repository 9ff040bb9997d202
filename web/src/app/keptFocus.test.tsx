import { render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useKeptFocus } from "./keptFocus";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function List({ names, isBusy = false }: { names: string[]; isBusy?: boolean }) {
  useKeptFocus();
  return (
    <main id="main" tabIndex={-1}>
      <ul>
        {names.map((name) => (
          <li key={name}>
            <button disabled={isBusy}>{name}</button>
          </li>
        ))}
      </ul>
    </main>
  );
}

test("focus goes to the list whose row went away", async () => {
  const { rerender } = render(<List names={["one", "two"]} />);
  screen.getByRole("button", { name: "one" }).focus();

  rerender(<List names={["two"]} />);

  await vi.advanceTimersByTimeAsync(100);
  expect(screen.getByRole("list")).toHaveFocus();
});

test("a button that rested while it worked has focus again", async () => {
  const { rerender } = render(<List names={["one"]} />);
  const button = screen.getByRole("button", { name: "one" });
  button.focus();

  rerender(<List names={["one"]} isBusy />);
  button.blur(); // What the browser does, and jsdom does not.
  await vi.advanceTimersByTimeAsync(100);
  rerender(<List names={["one"]} />);

  await vi.advanceTimersByTimeAsync(100);
  expect(button).toHaveFocus();
});

test("a button that rested for a moment only has focus again", async () => {
  const { rerender } = render(<List names={["one"]} />);
  const button = screen.getByRole("button", { name: "one" });
  button.focus();

  rerender(<List names={["one"]} isBusy />);
  await vi.advanceTimersByTimeAsync(1);
  button.blur(); // What the browser does, and jsdom does not.
  await vi.advanceTimersByTimeAsync(20);
  rerender(<List names={["one"]} />);

  await vi.advanceTimersByTimeAsync(100);
  expect(button).toHaveFocus();
});

test("focus that was given up stays away", async () => {
  const { rerender } = render(<List names={["one", "two"]} />);
  const button = screen.getByRole("button", { name: "one" });
  button.focus();
  button.blur();
  await vi.advanceTimersByTimeAsync(20);

  rerender(<List names={["two"]} />);
  await vi.advanceTimersByTimeAsync(100);

  expect(document.body).toHaveFocus();
});
