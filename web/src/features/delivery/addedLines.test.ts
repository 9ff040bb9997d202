import { expect, test } from "vitest";
import { addedLines, stretches } from "./addedLines";

function shown(before: string, after: string) {
  return addedLines(before, after).map(({ mark, text }) => `${{ same: " ", added: "+", removed: "-" }[mark]}${text}`);
}

test("lines that were put in are marked where they are", () => {
  expect(shown("a\nb\n", "a\nx\nb\ny\n")).toEqual([" a", "+x", " b", "+y"]);
  expect(shown("", "a\n")).toEqual(["+a"]);
});

test("a line that was written anew is shown as it was and as it is", () => {
  expect(shown("a\nb: {}\n", "a\nb: { c: d }\n")).toEqual([" a", "-b: {}", "+b: { c: d }"]);
});

test("lines below one that was written anew are the same as before", () => {
  expect(shown("a: {}\nb\nc\n", "a: { d: e }\nb\nx\nc\n")).toEqual(["-a: {}", "+a: { d: e }", " b", "+x", " c"]);
});

test("line ends of another system are no difference", () => {
  expect(shown("a\r\nb\r\n", "a\r\nb\r\nc\r\n")).toEqual([" a", " b", "+c"]);
});

test("only what is around the change is shown, each line once", () => {
  const before = ["1", "2", "3", "4", "5", "6", "7", "8"].join("\n");
  const lines = addedLines(before, before.replace("2", "2\nx").replace("4", "4\ny").replace("8", "8\nz"));
  const texts = stretches(lines, 1).map((stretch) => stretch.map(({ text }) => text).join(""));
  expect(texts).toEqual(["2x34y5", "8z"]);
});
