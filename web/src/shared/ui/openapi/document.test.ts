import { expect, test } from "vitest";
import { readDocument } from "./document";

const root = {
  openapi: "3.1.0",
  info: { title: "Notes", version: "1" },
  paths: {
    "/notes": {
      parameters: [{ $ref: "#/components/parameters/Limit" }],
      get: {
        operationId: "listNotes",
        tags: ["notes"],
        summary: "List",
        "x-permission": "note.read",
        responses: {
          200: {
            description: "All",
            content: {
              "application/json": { schema: { type: "array", items: { $ref: "#/components/schemas/Note" } } },
            },
          },
        },
      },
      post: {
        requestBody: {
          required: true,
          content: { "application/json": { schema: { $ref: "#/components/schemas/Note" } } },
        },
      },
    },
  },
  components: {
    parameters: { Limit: { name: "limit", in: "query", schema: { type: "integer" } } },
    schemas: {
      Note: {
        type: "object",
        required: ["text"],
        properties: {
          text: { type: "string", description: "What it says" },
          at: { type: "string", format: "date-time" },
          parent: { $ref: "#/components/schemas/Note" },
          state: { enum: ["open", "done"] },
        },
      },
    },
  },
};

test("operations have the parameters of their path and bodies by reference", () => {
  const document = readDocument(root);

  expect(document?.operations.map((operation) => operation.id)).toEqual(["listNotes", "post /notes"]);
  expect(document?.operations[0]?.parameters).toEqual([
    { name: "limit", place: "query", isRequired: false, description: "", schema: { type: "integer" } },
  ]);
  expect(document?.operations[1]?.isBodyRequired).toBe(true);
  expect(document?.operations.map(({ method, tag, permission }) => [method, tag, permission])).toEqual([
    ["GET", "notes", "note.read"],
    ["POST", "other", undefined],
  ]);
});

test("what is not OpenAPI 3, or is broken, does no harm", () => {
  for (const hostile of [null, 5, [], { openapi: "2.0" }, { swagger: "2.0" }])
    expect(readDocument(hostile)).toBeUndefined();
  const loop = { openapi: "3.0.0", paths: { "/a": { $ref: "#/paths/~1a" } } };
  expect(readDocument(loop)?.operations).toEqual([]);
  const escape = { openapi: "3.0.0", paths: { "/a": { $ref: "#/paths/%zz" } } };
  expect(readDocument(escape)?.operations).toEqual([]);
  expect(readDocument({ openapi: "3.0.0", paths: { "/x": { get: { parameters: "no" } } } })?.operations).toHaveLength(
    1,
  );
});
