import { expect, test } from "vitest";
import { formatDuration, formatRelative } from "./time";

test.each([
  [0, "0.0 s"],
  [-5, "0.0 s"],
  [420, "0.4 s"],
  [12_000, "12 s"],
  [185_000, "3 m 05 s"],
  [8_040_000, "2 h 14 m"],
])("%i ms reads %s", (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});

test.each([
  [2, "just now"],
  [59, "59 sec. ago"],
  [130, "2 min. ago"],
  [7_200, "2 hr. ago"],
  [86_400 * 3, "3 days ago"],
  [86_400 * 800, "2 yr. ago"],
  [-3_600, "in 1 hr."],
])("%i s before now reads %s", (seconds, text) => {
  const now = Date.parse("2026-11-22T12:00:00Z");

  expect(formatRelative(new Date(now - seconds * 1000).toISOString(), now)).toBe(text);
});
