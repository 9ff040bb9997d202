import { expect, test } from "vitest";
import { findGroups, makeRows } from "./logGroups";

const groups = findGroups([
  { n: 2, text: "##[group]Install" },
  { n: 5, text: "##[endgroup]" },
  { n: 8, text: "##[group]Test" },
]);

function linesOf(isOpen: boolean): number[] {
  const rows = makeRows(10, groups, () => isOpen);
  return Array.from({ length: rows.count }, (_, row) => rows.lineAt(row));
}

test("a group has a title and the lines up to its end; one without an end goes on", () => {
  expect(groups).toEqual([
    { first: 2, last: 5, title: "Install" },
    { first: 8, last: undefined, title: "Test" },
  ]);
});

test("a group that begins ends the one before, and an end without a group is nothing", () => {
  const found = findGroups([
    { n: 1, text: "##[endgroup]" },
    { n: 3, text: "##[group]a" },
    { n: 6, text: "##[group]b" },
  ]);

  expect(found.map(({ first, last }) => [first, last])).toEqual([
    [3, 5],
    [6, undefined],
  ]);
});

test("folded groups are one row each; of open ones only the end marker is left out", () => {
  expect(linesOf(false)).toEqual([1, 2, 6, 7, 8]);
  expect(linesOf(true)).toEqual([1, 2, 3, 4, 6, 7, 8, 9, 10]);
});

test("each row's line is found again at that row, and a folded line at its title", () => {
  for (const isOpen of [true, false]) {
    const rows = makeRows(10, groups, () => isOpen);
    for (let row = 0; row < rows.count; row++) expect(rows.rowOf(rows.lineAt(row))).toBe(row);
  }
  expect(makeRows(10, groups, () => false).rowOf(4)).toBe(1);
  expect(makeRows(10, groups, () => false).rowOf(10)).toBe(4);
});
