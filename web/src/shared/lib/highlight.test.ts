import { expect, test } from "vitest";
import { highlight } from "./highlight";

function coloured(path: string, ...lines: string[]) {
  return highlight(path, lines).map((tokens) =>
    tokens.map(({ text, className }) => (className === undefined ? text : `<${className.slice(3)}:${text}>`)).join(""),
  );
}

test("keywords, texts, numbers and comments have their colours", () => {
  expect(coloured("a.py", 'def f(x): return "a # b" + 12  # end')).toEqual([
    '<k:def> f(x): <k:return> <s:"a # b"> + <n:12>  <c:# end>',
  ]);
});

test("a comment or text over several lines stays one", () => {
  expect(coloured("a.cpp", "/* one", "two */ int x;")).toEqual(["<c:/*><c: one>", "<c:two */> <k:int> x;"]);
});

test("keys of YAML and JSON are told from values", () => {
  expect(coloured("a.yaml", "  - name: shop", "port: 80")).toEqual(["  - <a:name>: shop", "<a:port>: <n:80>"]);
  expect(coloured("a.json", '{"name": "shop"}')).toEqual(['{<a:"name">: <s:"shop">}']);
});

test("nothing of the text is lost, whatever it holds", () => {
  const hostile = ["<script>alert('x')</script>", '"\\', "`${a}", "'''", "\u202eabc", "#".repeat(50), ""];
  for (const path of ["a.ts", "a.py", "a.yaml", "a.sql", "a.unknown"]) {
    expect(highlight(path, hostile).map((tokens) => tokens.map(({ text }) => text).join(""))).toEqual(hostile);
  }
});
