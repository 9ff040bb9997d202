import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { allAreas } from "./areas";

test("each area has keys of its own: g and one more", () => {
  const keys = allAreas.map((area) => area.keys);
  expect(keys.filter((each, at) => keys.indexOf(each) !== at)).toEqual([]);
  expect(keys.filter((each) => !/^g [a-z,]$/.test(each))).toEqual([]);
});

test("each area but the portal's own belongs to a part of the platform, else nobody would be offered it", () => {
  const parts = readFileSync("../src/modules/platform/parts.cpp", "utf8");
  expect(allAreas.filter(({ to, isOwn }) => !isOwn && !parts.includes(`"${to}"`)).map(({ to }) => to)).toEqual([]);
});
