import { createMemoryHistory } from "@tanstack/react-router";
import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { expect } from "vitest";
import { App } from "@/app/App";
import { allAreas } from "@/app/areas";
import { makePortal } from "@/app/client";
import { fakeApi, FakeEventSource } from "./fakes";

export const me = {
  ref: "user:default/alice",
  name: "alice",
  displayName: "Alice Moreau",
  email: null,
  groups: [],
  roles: ["member"],
  permissions: ["run.read", "run.cancel", "run.rerun", "run.approve", "run.resolve", "golden_path.undo"],
};

/** Everything is offered to everybody. */
const capabilities = {
  items: allAreas.map(({ label, to }) => ({
    key: to,
    title: label,
    description: "",
    answers: "",
    part: to,
    entity: null,
    owner: null,
    lifecycle: null,
    mode: "builtin",
    url: null,
    ring: [],
    areas: [to],
    isCore: false,
    docs: null,
    supportChannel: null,
    supportHours: null,
    serviceLevel: null,
    price: null,
    version: null,
    deprecatedOn: null,
    replacement: null,
    usage: { requests: 0, teams: 0, lastDay: null },
  })),
  next: null,
  profile: "full",
};

/** The whole portal at a path, with a pretended server behind it. Somebody is signed in unless the routes say not. */
export function renderApp(path: string, routes: Parameters<typeof fakeApi>[0]) {
  const requests = fakeApi({ "GET /api/v1/me": me, "GET /api/v1/capabilities": capabilities, ...routes });
  FakeEventSource.install();
  const portal = makePortal(createMemoryHistory({ initialEntries: [path] }));
  render(<App portal={portal} env="test" />);
  return { user: userEvent.setup(), router: portal.router, requests };
}

/** Fails with what axe finds. Contrast needs real layout and is checked in the browser test. */
export async function expectAccessible() {
  const { violations } = await axe.run(document, { rules: { "color-contrast": { enabled: false } } });
  expect(
    violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(" ")}`),
  ).toEqual([]);
}
