import { expect, test } from "vitest";
import { answerAt, shownAnswer, withAnswer, withoutAnswers } from "./answers";

test("an answer is found and changed by its pointer, whatever its name", () => {
  const answers = { "a/b": { "c~d": [1, { e: 2 }] } };

  expect(answerAt(answers, "/a~1b/c~0d/1/e")).toBe(2);
  expect(answerAt(answers, "/a~1b/x/y")).toBeUndefined();
  expect(answerAt({}, "/toString")).toBeUndefined();
  expect(withAnswer(answers, "/a~1b/c~0d/1/e", 3)).toEqual({ "a/b": { "c~d": [1, { e: 3 }] } });
});

test("a change makes the objects around it, takes away what is undefined, and leaves the original as it was", () => {
  const answers = { name: "shop" };

  expect(withAnswer(answers, "/image/tag", "v1")).toEqual({ name: "shop", image: { tag: "v1" } });
  expect(withoutAnswers({ ...answers, token: "t" }, ["/token"])).toEqual({ name: "shop" });
  expect(answers).toEqual({ name: "shop" });
});

test("a summary reads like words", () => {
  expect(shownAnswer(undefined)).toBe("–");
  expect(shownAnswer(true)).toBe("yes");
  expect(shownAnswer(["a", { port: 80 }])).toBe("a, port: 80");
  expect(shownAnswer([])).toBe("none");
});
