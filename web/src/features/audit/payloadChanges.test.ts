import { expect, test } from "vitest";
import { compare } from "./payloadChanges";

test("fields are compared one by one, also those of objects in objects", () => {
  expect(
    compare(
      { name: "mina", roles: ["member"], limits: { runs: 1 }, gone: true },
      { name: "mina", roles: ["admin"], limits: { runs: 2 } },
    ),
  ).toEqual([
    { field: "name", before: "mina", after: "mina" },
    { field: "roles", before: '["member"]', after: '["admin"]' },
    { field: "limits.runs", before: "1", after: "2" },
    { field: "gone", before: "true", after: undefined },
  ]);
});

test("an event without one before it, or whose payload was erased, has one side only", () => {
  expect(compare(undefined, { a: null })).toEqual([{ field: "a", before: undefined, after: "null" }]);
  expect(compare({ a: 1 }, null)).toEqual([{ field: "a", before: "1", after: undefined }]);
});
