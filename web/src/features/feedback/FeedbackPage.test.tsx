import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { problem } from "@/testing/fakes";
import { expectAccessible, me, renderApp } from "@/testing/renderApp";
import type { components } from "@/shared/api/schema";

type Feedback = components["schemas"]["Feedback"];

const item: Feedback = {
  id: "01JD8XZ4B6W7Y2E9P3T5V0QRST",
  kind: "friction",
  text: "Three tries <b>to see why</b>",
  page: "/runs",
  entity: null,
  context: "towpath run logs 12",
  author: "user:default/bob",
  status: "new",
  answer: null,
  roadmap: null,
  votes: 3,
  voted: false,
  mine: false,
  createdAt: "2026-11-22T10:00:00Z",
  updatedAt: "2026-11-22T10:00:00Z",
  respondedAt: null,
};
const list = "GET /api/v1/feedback";
const quiet = {
  "GET /api/v1/notifications": { items: [], total: 0, next: null, unread: 0, news: 0, announcements: [] },
};
const page = (...items: Feedback[]) => ({ items, total: items.length, next: null });

test("markup in what somebody said stays text, and a member has nothing to answer with", async () => {
  renderApp("/feedback", { ...quiet, [list]: page(item) });

  const card = await screen.findByRole("article", { name: item.text });
  expect(within(card).getByText(item.text)).toBeVisible();
  expect(within(card).queryByRole("button", { name: "Answer" })).toBeNull();
  await expectAccessible();
});

test("a vote is sent once and can be taken back", async () => {
  let voted = false;
  const path = `/api/v1/feedback/${item.id}/vote`;
  const { user, requests } = renderApp("/feedback", {
    ...quiet,
    [list]: () => page({ ...item, voted, votes: voted ? 4 : 3 }),
    [`PUT ${path}`]: () => {
      voted = true;
      return { ...item, voted, votes: 4 };
    },
  });

  await user.click(await screen.findByRole("button", { name: /3 votes/, pressed: false }));

  await screen.findByRole("button", { name: /4 votes/, pressed: true });
  expect(requests.filter(({ route }) => route === `PUT ${path}`)).toHaveLength(1);
});

test("filters are in the address and asked of the server", async () => {
  const { user, router, requests } = renderApp("/feedback?kind=idea", { ...quiet, [list]: page() });

  await screen.findByText("No feedback fits.");
  await user.click(screen.getByRole("button", { name: "Most wanted" }));

  await waitFor(() => {
    expect(router.state.location.search).toEqual({ kind: "idea", sort: "votes" });
  });
  await waitFor(() => {
    expect(requests.some(({ route, search }) => route === list && /kind=idea.*sort=votes/.test(search))).toBe(true);
  });
});

test("the platform team's answer needs a reason where the server says so", async () => {
  const { user } = renderApp("/feedback", {
    ...quiet,
    "GET /api/v1/me": { ...me, permissions: ["feedback.triage"] },
    "GET /api/v1/roadmap": { items: [], total: 0, next: null },
    [list]: page(item),
    [`PATCH /api/v1/feedback/${item.id}`]: () =>
      problem(422, "feedback.reason_needed", "Feedback becomes 'declined' only with words.", "Say why."),
  });

  await user.click(await screen.findByRole("button", { name: "Answer" }));
  await user.selectOptions(await screen.findByRole("combobox", { name: "What becomes of it" }), "declined");
  await user.click(screen.getByRole("button", { name: "Save the answer" }));

  expect(await screen.findByText("Feedback becomes 'declined' only with words.")).toBeVisible();
});

test("feedback says on which page it was given and about what", async () => {
  const { user, requests } = renderApp("/feedback", {
    ...quiet,
    [list]: page(),
    "POST /api/v1/feedback": () => Response.json(item, { status: 201 }),
  });

  await user.click((await screen.findAllByRole("button", { name: "Give feedback" }))[0] ?? document.body);
  await user.type(await screen.findByRole("textbox", { name: /What got in your way/ }), "It is slow");
  await user.click(screen.getByRole("button", { name: "Send" }));

  await waitFor(() => {
    const sent = requests.find(({ route }) => route === "POST /api/v1/feedback");
    expect(JSON.parse(sent?.body ?? "{}")).toEqual({
      kind: "friction",
      text: "It is slow",
      page: "/feedback",
      withoutName: false,
    });
  });
});
