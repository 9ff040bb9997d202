import { act, screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { FakeEventSource } from "@/testing/fakes";
import { expectAccessible, renderApp } from "@/testing/renderApp";

const change = {
  id: "01JD0QZ0V5T7KX9B3M2N4P6R8A",
  repository: "orders",
  owner: "group:default/payments",
  number: 3,
  title: "Say how large a page is",
  description: "<b>Fifty</b> rows.",
  author: "user:default/bob",
  source: "page-size",
  target: "main",
  state: "open",
  head: "9f1c2ab4e5d6f7a8b9c0d1e2f3a4b5c6d7e8f9a0",
  mergeCommit: null,
  strategy: null,
  endedBy: null,
  endedAt: null,
  createdAt: "2026-11-20T12:00:00Z",
  updatedAt: "2026-11-20T12:00:00Z",
  comments: 0,
  approvals: 0,
  hasObjections: false,
};
const detail = {
  ...change,
  base: "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567",
  commits: 1,
  behind: 0,
  reviews: [],
  threads: [],
  checks: [],
  protection: {
    branch: "main",
    requiredApprovals: 1,
    requiredChecks: ["ci"],
    requiresOwnerApproval: false,
    requiresResolvedThreads: false,
    requiresChange: true,
  },
  codeOwners: [],
  codeOwnerProblems: [],
  merge: { isMergeable: false, obstacles: [{ code: "approvals", message: "1 approval is needed." }], conflicts: [] },
  may: { review: true, merge: true, edit: true },
};
const diff = {
  base: detail.base,
  head: detail.head,
  fileCount: 1,
  added: 1,
  removed: 1,
  isCut: false,
  files: [
    {
      path: "app/page.py",
      oldPath: "app/page.py",
      change: "modified",
      oldMode: "100644",
      newMode: "100644",
      added: 1,
      removed: 1,
      omitted: null,
      hunks: [
        {
          oldStart: 1,
          oldCount: 1,
          newStart: 1,
          newCount: 1,
          heading: "",
          lines: [
            { kind: "-", old: 1, text: "SIZE = 20" },
            { kind: "+", new: 1, text: "SIZE = 50" },
          ],
        },
      ],
    },
  ],
};
const path = "/api/v1/repositories/orders/changes/3";

test("changes are listed with where they go and what was said, filtered by the address", async () => {
  const { user, router, requests } = renderApp("/changes?state=open", {
    "GET /api/v1/changes": { items: [change], next: null, total: 1 },
  });

  const link = await screen.findByRole("link", { name: /Say how large a page is/ });
  expect(link).toHaveTextContent("orders #3 · page-size into main · bob");
  await expectAccessible();
  await user.click(screen.getByRole("button", { name: "To review" }));

  expect(router.state.location.search).toEqual({ review: "mine" });
  expect(requests.findLast(({ route }) => route === "GET /api/v1/changes")?.search).toBe("?review=mine");
});

test("a change says in words what is in its way, and an approval is given for the head that was seen", async () => {
  const { user, requests } = renderApp("/repositories/orders/changes/3", {
    [`GET ${path}`]: detail,
    [`POST ${path}/reviews`]: {},
  });

  expect(await screen.findByText("1 approval is needed.")).toBeVisible();
  expect(screen.getByText("<b>Fifty</b> rows.")).toBeVisible();
  expect(screen.getByText("required, has not run")).toBeVisible();
  expect(screen.getByRole("button", { name: "Merge into main" })).toBeDisabled();
  expect(screen.getByRole("button", { name: "Request changes" })).toBeDisabled();
  await expectAccessible();
  await user.click(screen.getByRole("button", { name: "Approve" }));

  const sent = requests.find(({ route }) => route === `POST ${path}/reviews`);
  expect(JSON.parse(sent?.body ?? "")).toEqual({ verdict: "approve", body: "", head: detail.head });
});

test("by keyboard alone: to the first changed line, and a comment on it", async () => {
  const { user, requests } = renderApp("/repositories/orders/changes/3?tab=files", {
    [`GET ${path}`]: detail,
    [`GET ${path}/diff`]: diff,
    [`POST ${path}/comments`]: {},
  });
  const file = await screen.findByRole("region", { name: "app/page.py" });
  expect(within(file).getByText("50")).toHaveClass("code-number");
  await expectAccessible();

  await user.keyboard("jc");
  await user.keyboard("Why twenty?");
  await user.keyboard("{Control>}{Enter}{/Control}");

  const sent = requests.find(({ route }) => route === `POST ${path}/comments`);
  expect(JSON.parse(sent?.body ?? "")).toEqual({ body: "Why twenty?", path: "app/page.py", side: "old", line: 1 });
});

test("what another does is seen without asking", async () => {
  let present = detail;
  renderApp("/repositories/orders/changes/3", { [`GET ${path}`]: () => present });
  await screen.findByText("1 approval is needed.");

  present = { ...detail, merge: { isMergeable: true, obstacles: [], conflicts: [] } };
  act(() => {
    FakeEventSource.find("/api/v1/events/stream").send("event", 1, {
      sequence: 1,
      at: "2026-11-22T12:00:00Z",
      type: "change.reviewed",
      subject: "change:orders#3",
      actor: "user:default/carol",
      payload: null,
    });
  });

  expect(await screen.findByText("Nothing is in the way.")).toBeVisible();
});
