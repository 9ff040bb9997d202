import { expect, test } from "vitest";
import { lasting, sleepWord } from "./sleepWords";

test("a time is said in the largest unit that says it exactly", () => {
  expect([30, 90, 1_800, 7_200, 172_800].map(lasting)).toEqual(["30 s", "90 s", "30 min", "2 h", "2 d"]);
});

test("only what sleeps has a word for it", () => {
  expect(sleepWord("asleep")).toBe("Asleep");
  expect(sleepWord("wake_failed")).toBe("Did not wake");
  expect(sleepWord("running")).toBeUndefined();
});
