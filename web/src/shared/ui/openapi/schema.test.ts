import { expect, test } from "vitest";
import { exampleOf, innerOf, properties, typeOf } from "./schema";

const schemas = {
  Run: { type: "object", properties: { id: { type: "string" } } },
  Loop: { $ref: "#/components/schemas/Loop" },
  Lists: { type: "array", items: { $ref: "#/components/schemas/Lists" } },
  Choice: { oneOf: [{ $ref: "#/components/schemas/Choice" }] },
  State: { enum: ["open", "done"] },
  Note: {
    type: "object",
    required: ["text"],
    properties: {
      text: { type: "string", description: "What it says" },
      at: { type: "string", format: "date-time" },
      parent: { $ref: "#/components/schemas/Note" },
      state: { $ref: "#/components/schemas/State" },
    },
  },
  Reply: { allOf: [{ $ref: "#/components/schemas/Note" }, { properties: { to: { type: "integer" } } }] },
};
const root = { components: { schemas } };
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

test("schemas are named in a word or two, and one that refers to itself ends", () => {
  expect(typeOf(root, { type: "array", items: ref("Run") })).toBe("list of Run");
  expect(typeOf(root, ref("State"))).toBe("open | done");
  expect(typeOf(root, { oneOf: [ref("Run"), { type: "null" }] })).toBe("Run or null");
  expect(typeOf(root, { type: "string", format: "date-time" })).toBe("string (date-time)");
  expect(typeOf(root, ref("Loop"))).toBe("Loop");
  expect(typeOf(root, ref("Lists"))).toMatch(/^list of /);
  expect(typeOf(root, ref("Choice"))).toBe("Choice");
});

test("properties are those of the parts, too, and opening one that holds itself ends", () => {
  expect(properties(root, ref("Reply")).map(({ name, isRequired }) => [name, isRequired])).toEqual([
    ["text", true],
    ["at", false],
    ["parent", false],
    ["state", false],
    ["to", false],
  ]);
  expect(properties(root, ref("Note"))[0]?.description).toBe("What it says");
  expect(properties(root, ref("Lists"))).toEqual([]);
  expect(innerOf(root, { oneOf: [{ type: "null" }, ref("Run")] })).toEqual(ref("Run"));
});

test("an example fits its schema, also when that holds itself", () => {
  expect(exampleOf(root, ref("Note"))).toMatchObject({ text: "text", at: "2026-01-01T00:00:00Z", state: "open" });
  expect(exampleOf(root, ref("Lists"))).toBeInstanceOf(Array);
});
