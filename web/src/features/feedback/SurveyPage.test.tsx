import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { dayAfter } from "./closingDay";
import { formatEstimate } from "./surveyFigures";
import type { Survey, SurveyGroup, SurveyResults } from "./surveys.queries";
import { problem } from "@/testing/fakes";
import { expectAccessible, me, renderApp } from "@/testing/renderApp";

const survey: Survey = {
  id: "01JD8XZ4B6W7Y2E9P3T5V0QRST",
  kind: "quarterly",
  title: "How is the platform doing?",
  state: "open",
  k: 5,
  questions: [
    { id: "P5", text: "How satisfied are you?", scale: "satisfied", dimension: null, least: 1, most: 5 },
    { id: "P6", text: "Would you recommend it?", scale: "recommend", dimension: null, least: 0, most: 10 },
    { id: "T1", text: "What cost you time?", scale: "text", dimension: null, least: null, most: null },
  ],
  invited: 12,
  answered: 3,
  asksMe: true,
  answeredByMe: false,
  createdAt: "2026-11-20T10:00:00Z",
  openedAt: "2026-11-20T10:00:00Z",
  closesAt: "2026-12-04T10:00:00Z",
  closedAt: null,
};
const path = `/api/v1/surveys/${survey.id}`;
const quiet = {
  "GET /api/v1/entity-names": { items: [], next: null },
  "GET /api/v1/notifications": { items: [], total: 0, next: null, unread: 0, news: 0, announcements: [] },
};

const whole: SurveyGroup = {
  team: null,
  n: 9,
  reason: null,
  satisfaction: { value: 0.78, low: 0.45, high: 0.94 },
  promoters: { value: 22.2, low: -31.5, high: 75.9 },
  index: null,
  questions: [
    {
      question: "P5",
      n: 9,
      measure: "share",
      estimate: { value: 0.78, low: 0.45, high: 0.94 },
      counts: [1, 2, 3, 4, 5].map((score) => ({ score, times: score === 4 ? 7 : score === 1 ? 2 : 0 })),
    },
    { question: "P6", n: null, measure: "promoters", estimate: null, counts: [] },
  ],
};
const results: SurveyResults = {
  survey: { ...survey, state: "closed", answered: 9, asksMe: false, closedAt: "2026-12-01T10:00:00Z" },
  responseRate: 0.25,
  whole,
  teams: [
    { ...whole, team: "group:default/shop" },
    { ...whole, team: "group:default/ops", n: null, reason: "Fewer than 5 people answered here.", questions: [] },
  ],
  texts: [{ question: "T1", answers: ["Waiting <b>long</b>"] }],
  methods: [{ measure: "satisfaction", formula: "answers of 4 or 5 / answers", source: "Wilson (1927)" }],
};

test("only what was answered is sent, scores and words apart", async () => {
  const { user, requests } = renderApp(`/surveys/${survey.id}`, {
    ...quiet,
    [`GET ${path}`]: survey,
    [`POST ${path}/answers`]: () => new Response(null, { status: 204 }),
  });

  const form = await screen.findByRole("form", { name: "Your answers" });
  expect(within(form).getByRole("button", { name: "Send without my name" })).toBeDisabled();
  await expectAccessible();
  await user.click(within(form).getByRole("radio", { name: "Satisfied" }));
  await user.type(within(form).getByRole("textbox", { name: "What cost you time?" }), "Reviews");
  await user.click(within(form).getByRole("button", { name: "Send without my name" }));

  await waitFor(() => {
    const sent = requests.find(({ route }) => route === `POST ${path}/answers`);
    expect(JSON.parse(sent?.body ?? "{}")).toEqual({
      answers: [
        { question: "P5", score: 4 },
        { question: "T1", text: "Reviews" },
      ],
    });
  });
});

test("results have intervals, say what is withheld and why, and markup stays text", async () => {
  renderApp(`/surveys/${survey.id}`, {
    ...quiet,
    [`GET ${path}`]: results.survey,
    [`GET ${path}/results`]: results,
  });

  const glance = await screen.findByRole("region", { name: "At a glance" });
  expect(within(glance).getByText("78 %")).toBeVisible();
  expect(within(glance).getByText("95 %: 45 to 94 %, n = 9")).toBeVisible();
  expect(screen.getByText(/25 % of those who were asked answered\. That is little/)).toBeVisible();
  expect(screen.getByRole("row", { name: /ops withheld/ })).toBeVisible();
  expect(screen.getByText(/Fewer than 5 people answered here\./)).toBeVisible();
  expect(screen.getByText("Fewer than 5 people answered this.")).toBeVisible();
  expect(screen.getByText("Waiting <b>long</b>")).toBeVisible();
  await expectAccessible();
});

test("why a survey cannot be opened is said where it was tried", async () => {
  const { user } = renderApp(`/surveys/${survey.id}`, {
    ...quiet,
    "GET /api/v1/me": { ...me, permissions: ["survey.manage"] },
    [`GET ${path}`]: { ...survey, state: "draft", asksMe: false, openedAt: null, closesAt: null },
    [`POST ${path}/opening`]: () => problem(409, "feedback.survey_too_soon", "Another was opened.", "Open it later."),
  });

  await user.click(await screen.findByRole("button", { name: "Ask everybody" }));

  expect(await screen.findByText("Another was opened.")).toBeVisible();
});

test("the platform team chooses the day a survey closes, two weeks from now without a choice", async () => {
  const draft = { ...survey, state: "draft", asksMe: false, openedAt: null, closesAt: null };
  const { user, requests } = renderApp(`/surveys/${survey.id}`, {
    ...quiet,
    "GET /api/v1/me": { ...me, permissions: ["survey.manage"] },
    [`GET ${path}`]: draft,
    [`POST ${path}/opening`]: survey,
  });
  const sent = () => requests.filter(({ route }) => route === `POST ${path}/opening`).map(({ body }) => body);
  const now = new Date();

  const closesOn = await screen.findByLabelText("Closes on");
  expect(closesOn).toHaveValue(dayAfter(14, now));
  expect(closesOn).toHaveAttribute("min", dayAfter(1, now));
  expect(closesOn).toHaveAttribute("max", dayAfter(60, now));
  await expectAccessible();
  fireEvent.change(closesOn, { target: { value: dayAfter(61, now) } });
  await user.click(screen.getByRole("button", { name: "Ask everybody" }));
  expect(sent()).toEqual([]);
  fireEvent.change(closesOn, { target: { value: dayAfter(30, now) } });
  await user.click(screen.getByRole("button", { name: "Ask everybody" }));

  await waitFor(() => {
    expect(sent()).toEqual([JSON.stringify({ days: 30 })]);
  });
});

test("a survey after first deployments has no closing day", async () => {
  const { user, requests } = renderApp(`/surveys/${survey.id}`, {
    ...quiet,
    "GET /api/v1/me": { ...me, permissions: ["survey.manage"] },
    [`GET ${path}`]: { ...survey, kind: "first-deployment", state: "draft", openedAt: null, closesAt: null },
    [`POST ${path}/opening`]: survey,
  });

  await user.click(await screen.findByRole("button", { name: "Ask from now on" }));

  expect(screen.queryByLabelText("Closes on")).toBeNull();
  await waitFor(() => {
    expect(requests.find(({ route }) => route === `POST ${path}/opening`)?.body).toBe('{"days":14}');
  });
});

test("a list that could not be read says so", async () => {
  renderApp("/surveys", {
    ...quiet,
    "GET /api/v1/surveys": () => problem(503, "http.busy", "The server is busy.", "Try again."),
  });

  expect(await screen.findByText("The server is busy.")).toBeVisible();
});

test("figures are rounded as their measure is", () => {
  const estimate = { value: 0.7777, low: 0.45, high: 0.9444 };
  expect(formatEstimate(estimate, "share")).toEqual({ value: "78 %", interval: "45 to 94 %" });
  expect(formatEstimate({ value: 3.61, low: 2.2, high: 5 }, "mean")).toEqual({ value: "3.6", interval: "2.2 to 5.0" });
  expect(formatEstimate(null, "index")).toBeUndefined();
});
