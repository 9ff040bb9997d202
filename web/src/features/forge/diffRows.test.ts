import { expect, test } from "vitest";
import type { Hunk } from "./changes.queries";
import { placeOf, rowsOf } from "./diffRows";
import { languageOf, piecesOf } from "./syntax";

const hunk: Hunk = {
  oldStart: 1,
  oldCount: 3,
  newStart: 1,
  newCount: 4,
  heading: "",
  lines: [
    { kind: " ", old: 1, new: 1, text: "a" },
    { kind: "-", old: 2, text: "b" },
    { kind: "+", new: 2, text: "B" },
    { kind: "+", new: 3, text: "C" },
    { kind: " ", old: 3, new: 4, text: "d" },
  ],
};

test("split puts what was removed beside what was added, unified keeps the order", () => {
  const texts = (isSplit: boolean) => rowsOf(hunk, isSplit).map(({ left, right }) => [left?.text, right?.text]);

  expect(texts(true)).toEqual([
    ["a", "a"],
    ["b", "B"],
    [undefined, "C"],
    ["d", "d"],
  ]);
  expect(texts(false).map((sides) => sides.find((text) => text !== undefined))).toEqual(["a", "b", "B", "C", "d"]);
});

test("a comment belongs to the new side, on what is gone to the old one", () => {
  expect(hunk.lines.slice(0, 3).map(placeOf)).toEqual([
    { side: "new", line: 1 },
    { side: "old", line: 2 },
    { side: "new", line: 2 },
  ]);
});

test("a line is cut into words, strings, numbers and comments, and keeps its text", () => {
  const python = languageOf("app/main.py");
  if (python === undefined) throw new Error("Python has colours");
  const line = 'return "a\\"#" + x1 * 42  # why';

  const pieces = piecesOf(line, python);

  expect(pieces.map(({ text }) => text).join("")).toBe(line);
  expect(pieces.filter(({ kind }) => kind !== "plain").map(({ kind }) => kind)).toEqual([
    "word",
    "string",
    "number",
    "comment",
  ]);
  expect(languageOf("picture.png")).toBeUndefined();
});
