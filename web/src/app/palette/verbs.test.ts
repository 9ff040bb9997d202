import { expect, test } from "vitest";
import { parseSentence, placesFor, verbs } from "./verbs";

function only(text: string) {
  const [sentence, ...more] = parseSentence(text);
  expect(more).toEqual([]);
  if (sentence === undefined) throw new Error(`${text} is no sentence`);
  return { verb: sentence.verb.word, component: sentence.component, environment: sentence.environment };
}

test.each([
  ["promote shop to production", { verb: "promote", component: "shop", environment: "production" }],
  ["prom shop prod", { verb: "promote", component: "shop", environment: "prod" }],
  ["logs shop", { verb: "logs", component: "shop", environment: "" }],
  ["Rollback Shop in staging", { verb: "rollback", component: "shop", environment: "staging" }],
  ["restart", { verb: "restart", component: "", environment: "" }],
])("%s", (text, expected) => {
  expect(only(text)).toEqual(expected);
});

test("a name that only begins like a verb stays a name", () => {
  expect(parseSentence("lo")).toEqual([]);
  expect(parseSentence("payments")).toEqual([]);
});

test("a promotion goes from where something runs to the next environment", () => {
  const environments = [
    { name: "development", state: "running" },
    { name: "staging", state: "running" },
    { name: "production", state: "empty" },
  ];
  const promote = verbs.find(({ word }) => word === "promote");
  const restart = verbs.find(({ word }) => word === "restart");
  if (promote === undefined || restart === undefined) throw new Error("a verb is missing");

  expect(placesFor(promote, environments, "")).toEqual([
    { from: "development", to: "staging" },
    { from: "staging", to: "production" },
  ]);
  expect(placesFor(promote, environments, "prod")).toEqual([{ from: "staging", to: "production" }]);
  expect(placesFor(restart, environments, "").map(({ to }) => to)).toEqual(["development", "staging"]);
});
