import { expect, test } from "vitest";
import { endOf, minutesBetween, weeklyText } from "./weeklyWindow";

test("a window's length and end go together, over midnight and over days", () => {
  for (const [at, until, daysLater, durationMinutes] of [
    ["09:00", "16:30", 0, 450],
    ["22:00", "06:00", 1, 480],
    ["15:00", "07:00", 3, 64 * 60],
    ["00:00", "00:00", 7, 7 * 24 * 60],
  ] as const) {
    expect(minutesBetween(at, until, daysLater)).toBe(durationMinutes);
    expect(endOf({ at, durationMinutes })).toEqual({ until, daysLater });
  }
  expect(minutesBetween("16:00", "09:00", 0)).toBeLessThan(1);
  expect(minutesBetween("", "09:00", 0)).toBeNaN();
});

test("is told in UTC, with the day it ends when that is another one", () => {
  expect(weeklyText({ days: ["mon", "fri"], at: "09:00", durationMinutes: 90 })).toBe(
    "every mon, fri from 09:00 to 10:30 UTC",
  );
  expect(weeklyText({ days: ["fri"], at: "15:00", durationMinutes: 64 * 60 })).toBe(
    "every fri from 15:00 to 07:00 UTC 3 days later",
  );
});
