import { expect, test } from "vitest";
import { dayAfter, daysUntil } from "./closingDay";

test("days are counted by the calendar, over months, years and changes of clocks, early and late in the day", () => {
  for (const now of [new Date(2026, 11, 20, 0, 1), new Date(2026, 2, 20, 23, 59), new Date(2026, 9, 20, 12, 0)])
    for (const days of [0, 1, 14, 60]) expect(daysUntil(dayAfter(days, now), now)).toBe(days);
  expect(dayAfter(14, new Date(2026, 11, 20, 23, 59))).toBe("2027-01-03");
  expect(daysUntil("", new Date(2026, 11, 20))).toBeNaN();
});
