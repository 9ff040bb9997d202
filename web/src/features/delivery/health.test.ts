import { expect, test } from "vitest";
import { healthSentence } from "./health.queries";

test.each([
  [0, 0, undefined],
  [1, 1, "The one service is healthy"],
  [1, 0, "1 service needs attention"],
  [12, 12, "All 12 services healthy"],
  [12, 10, "2 services need attention"],
  [1200, 1200, "All 1,200 services healthy"],
])("%i services of which %i are healthy", (services, healthy, sentence) => {
  expect(healthSentence({ services, healthy, attention: [] })).toBe(sentence);
});
