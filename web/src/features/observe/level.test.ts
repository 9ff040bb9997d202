import { expect, test } from "vitest";
import { levelOf } from "./level";

test.each([
  ['{"time":"2026-11-22T11:00:00Z","level":"ERROR","msg":"no database"}', "error"],
  ['{"severity": "warning"}', "warn"],
  ["level=info msg=ready", "info"],
  ["2026-11-22 11:00:00 DEBUG asked", "debug"],
  ["[FATAL] out of memory", "error"],
  ["an error is not told by a word in a sentence", undefined],
  ["", undefined],
])("%s", (text, level) => {
  expect(levelOf(text)).toBe(level);
});
