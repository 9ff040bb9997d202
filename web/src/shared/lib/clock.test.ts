import { expect, test } from "vitest";
import { notBehind } from "./clock";
import { formatRelative } from "./time";

const now = Date.parse("2026-11-29T10:00:00Z");

test("what happened since the clock was last read is now, not in a few seconds", () => {
  const told = "2026-11-29T10:00:06Z";
  expect(formatRelative(told, now)).toBe("in 6 sec.");
  expect(formatRelative(told, notBehind(now, Date.parse(told)))).toBe("just now");
});

test("what is really ahead, and what is past, stays where it is", () => {
  for (const [moment, says] of [
    ["2026-11-29T10:05:00Z", "in 5 min."],
    ["2026-11-29T09:58:00Z", "2 min. ago"],
  ] as const)
    expect(formatRelative(moment, notBehind(now, Date.parse(moment)))).toBe(says);
});
