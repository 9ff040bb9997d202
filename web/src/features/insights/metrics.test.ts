import { expect, test } from "vitest";
import { hoursText, reasonText, valueText } from "./metrics";

const metric = { n: 3, reason: null, warning: null, p75: null, p90: null };

test.each([
  [{ ...metric, value: 0.125, unit: "share" }, "13 %"],
  [{ ...metric, value: 2.34, unit: "per day" }, "2.3 / day"],
  [{ ...metric, value: 0.3, unit: "per day" }, "2.1 / week"],
  [{ ...metric, value: 3.16, unit: "hours" }, "3.2 h"],
  [{ ...metric, value: null, unit: "hours" }, undefined],
])("%o reads %s", (value, text) => {
  expect(valueText(value)).toBe(text);
});

test("times are said in their own unit", () => {
  expect([0.004, 0.35, 3, 120].map(hoursText)).toEqual(["14 s", "21 min", "3.0 h", "5.0 d"]);
});

test("a reason that is not known yet is at least its words", () => {
  expect(reasonText("no_failures")).toContain("nothing to recover");
  expect(reasonText("some_new_reason")).toBe("some new reason");
});
