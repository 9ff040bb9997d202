import { expect, test } from "vitest";
import { curlOf, findOperations, operationsOf, typeOf } from "./operations";

const document = {
  paths: {
    "/runs/{id}": {
      parameters: [{ $ref: "#/components/parameters/Id" }],
      get: {
        operationId: "getRun",
        tags: ["runs"],
        summary: "One run",
        "x-permission": "run.read",
        responses: {
          "200": {
            description: "The run.",
            content: { "application/json": { schema: { $ref: "#/components/schemas/Run" } } },
          },
        },
      },
      post: { requestBody: { content: { "application/json": { example: { why: "it's time" } } } }, responses: {} },
    },
  },
  components: {
    parameters: { Id: { name: "id", in: "path", required: true, schema: { type: "string" } } },
    schemas: {
      Run: { type: "object", properties: { id: { type: "string" } } },
      Loop: { $ref: "#/components/schemas/Loop" },
      State: { enum: ["open", "done"] },
    },
  },
};

test("operations carry what their path and their references say", () => {
  const [get, post] = operationsOf(document);

  expect(get).toMatchObject({ id: "getRun", method: "GET", tag: "runs", permission: "run.read" });
  expect(get?.parameters).toEqual([{ name: "id", place: "path", isRequired: true, description: "", type: "string" }]);
  expect(post).toMatchObject({ id: "post /runs/{id}", tag: "other" });
});

test("schemas are named in a word or two, and a reference to itself ends", () => {
  expect(typeOf(document, { type: "array", items: { $ref: "#/components/schemas/Run" } })).toBe("list of Run");
  expect(typeOf(document, { $ref: "#/components/schemas/State" })).toBe("open | done");
  expect(typeOf(document, { oneOf: [{ $ref: "#/components/schemas/Run" }, { type: "null" }] })).toBe("Run or null");
  expect(typeOf(document, { $ref: "#/components/schemas/Loop" })).toBe("Loop");
});

test("a search finds operations that hold all its words", () => {
  const operations = operationsOf(document);

  expect(findOperations(operations, "one RUN").map(({ id }) => id)).toEqual(["getRun"]);
  expect(findOperations(operations, "nothing")).toEqual([]);
});

test("an operation as a call is safe to paste, whatever its example holds", () => {
  const [, post] = operationsOf(document);
  if (post === undefined) throw new Error("there is no second operation");

  expect(curlOf(post, "https://x", "Authorization: Bearer $TOWPATH_TOKEN")).toBe(
    [
      "curl -X POST 'https://x/runs/{id}'",
      `-H "Authorization: Bearer $TOWPATH_TOKEN"`,
      "-H 'Content-Type: application/json'",
      String.raw`-d '{"why":"it'\''s time"}'`,
    ].join(" \\\n  "),
  );
});

test("what is no document has no operations", () => {
  expect(operationsOf({})).toEqual([]);
  expect(operationsOf({ paths: { "/x": "y" } })).toEqual([]);
});
