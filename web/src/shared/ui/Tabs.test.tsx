import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test } from "vitest";
import { Tabs } from "./Tabs";

const tabs = [
  { id: "overview", label: "Overview" },
  { id: "logs", label: "Logs" },
  { id: "docs", label: "Docs" },
];

function Example() {
  const [current, setCurrent] = useState("overview");
  return (
    <Tabs label="orders" tabs={tabs} current={current} href={(id) => `/orders?tab=${id}`} onTab={setCurrent}>
      {`content of ${current}`}
    </Tabs>
  );
}

test("a tab is a link that shows its content in place", async () => {
  render(<Example />);

  await userEvent.click(screen.getByRole("tab", { name: "Logs" }));

  expect(screen.getByRole("tab", { name: "Logs" })).toHaveAttribute("href", "/orders?tab=logs");
  expect(screen.getByRole("tabpanel", { name: "Logs" })).toHaveTextContent("content of logs");
});

test("arrows move among the tabs and around their ends, Home and End to the first and last", async () => {
  render(<Example />);
  const shown = () => screen.getByRole("tabpanel").textContent;
  screen.getByRole("tab", { name: "Overview" }).focus();

  const seen: (string | null)[] = [];
  for (const key of ["{ArrowLeft}", "{ArrowRight}", "{ArrowRight}", "{End}", "{Home}"]) {
    await userEvent.keyboard(key);
    seen.push(shown());
  }

  expect(seen.map((text) => text?.replace("content of ", ""))).toEqual([
    "docs",
    "overview",
    "logs",
    "docs",
    "overview",
  ]);
  expect(screen.getByRole("tab", { name: "Overview" })).toHaveFocus();
});

test("[ and ] move among the tabs from anywhere", async () => {
  render(<Example />);

  await userEvent.keyboard("]]");
  expect(screen.getByRole("tabpanel")).toHaveTextContent("content of docs");
  // "[[" is how a bracket is written here.
  await userEvent.keyboard("[[");
  expect(screen.getByRole("tabpanel")).toHaveTextContent("content of logs");
});
