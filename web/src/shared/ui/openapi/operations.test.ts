import { expect, test } from "vitest";
import { readDocument } from "./document";
import { curlOf, findOperations, serverOf } from "./operations";

const operations =
  readDocument({
    openapi: "3.1.0",
    paths: {
      "/runs/{id}": {
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
  })?.operations ?? [];

test("a search finds operations that hold all its words", () => {
  expect(findOperations(operations, "one RUN").map(({ id }) => id)).toEqual(["getRun"]);
  expect(findOperations(operations, "nothing")).toEqual([]);
});

test("an operation as a call is safe to paste, whatever its example holds", () => {
  const [, post] = operations;
  if (post === undefined) throw new Error("there is no second operation");

  expect(curlOf(post, "https://x", "Authorization: Bearer $TOWPATH_TOKEN", post.bodies[0]?.example)).toBe(
    [
      "curl -X POST 'https://x/runs/{id}'",
      `-H "Authorization: Bearer $TOWPATH_TOKEN"`,
      "-H 'Content-Type: application/json'",
      String.raw`-d '{"why":"it'\''s time"}'`,
    ].join(" \\\n  "),
  );
});

test.each([
  [["https://api.example/v1/"], "http://shop.localhost:7081/", "https://api.example/v1"],
  [["/v1"], "http://shop.localhost:7081/", "http://shop.localhost:7081/v1"],
  [["v1"], "http://shop.localhost:7081", "http://shop.localhost:7081/v1"],
  [["/"], "http://shop.localhost:7081/", "http://shop.localhost:7081"],
  [[], "http://shop.localhost:7081/", "http://shop.localhost:7081"],
  [[], undefined, "https://HOST"],
])("servers %j of a service at %s are called at %s", (servers, address, expected) => {
  expect(serverOf(servers, address)).toBe(expected);
});
