import { expect, test } from "vitest";
import { casesText, comparisonText, hoursText, numberText, valueText } from "./metrics";
import { outcome } from "@/testing/outcomes";

test.each([
  [0.125, "share", "13 %"],
  [2.34, "per day", "2.3 / day"],
  [0.3, "per day", "2.1 / week"],
  [3.16, "hours", "3.2 h"],
  [90, "minutes", "1.5 h"],
  [3, "days", "3.0 d"],
  [71.4, "points", "71 of 100"],
  [1234.5, "money", "1,234.50"],
  [4.25, "count", "4.3"],
])("%d %s reads %s", (value, unit, text) => {
  expect(numberText(value, unit)).toBe(text);
});

test("times are said in their own unit", () => {
  expect([0.004, 0.35, 3, 120].map(hoursText)).toEqual(["14 s", "21 min", "3.0 h", "5.0 d"]);
});

test("a value may be a range, or none", () => {
  expect(valueText({ value: 10, high: 30, unit: "hours" })).toBe("10.0 h to 30.0 h");
  expect(valueText({ value: null, high: null, unit: "hours" })).toBeUndefined();
  expect(casesText({ n: 3, cases: "runs", warning: "too_few" })).toBe("of 3 runs: too few to say much");
  expect(casesText({ n: 1, cases: "failing checks", warning: null })).toBe("of 1 failing check");
  expect(casesText({ n: 1, cases: "recoveries", warning: null })).toBe("of 1 recovery");
});

test("a comparison says which way is better, and nothing where there is none", () => {
  const hours = { ...outcome, unit: "hours", value: 30, before: { ...outcome.before, value: 50 } };
  expect(comparisonText({ ...hours, isBetter: true })).toBe("better than 2.1 d before");
  expect(comparisonText({ ...hours, isBetter: false })).toBe("worse than 2.1 d before");
  expect(comparisonText({ ...hours, isBetter: null })).toBe("2.1 d before");
  expect(comparisonText(outcome)).toBeUndefined();
});
