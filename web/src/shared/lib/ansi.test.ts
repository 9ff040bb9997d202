import { expect, test } from "vitest";
import { parseAnsi, stripAnsi } from "./ansi";

const esc = "\x1b";

test.each([
  ["plain text is one span", "hello", [{ text: "hello", className: "" }]],
  [
    "a colour lasts until it is reset",
    `${esc}[31mno${esc}[0m yes`,
    [
      { text: "no", className: "ansi-red" },
      { text: " yes", className: "" },
    ],
  ],
  [
    "an empty parameter is a reset",
    `${esc}[1mA${esc}[mB`,
    [
      { text: "A", className: "ansi-bold" },
      { text: "B", className: "" },
    ],
  ],
  ["bright colours look like the plain ones", `${esc}[92mok`, [{ text: "ok", className: "ansi-green" }]],
  [
    "several parameters add up",
    `${esc}[1;4;33;44mx`,
    [{ text: "x", className: "ansi-bold ansi-underline ansi-yellow ansi-on-blue" }],
  ],
  [
    "22 ends bold and dim alone",
    `${esc}[1;31mA${esc}[22mB`,
    [
      { text: "A", className: "ansi-bold ansi-red" },
      { text: "B", className: "ansi-red" },
    ],
  ],
  [
    "39 and 49 end the colours alone",
    `${esc}[1;31;42mA${esc}[39;49mB`,
    [
      { text: "A", className: "ansi-bold ansi-red ansi-on-green" },
      { text: "B", className: "ansi-bold" },
    ],
  ],
  ["an indexed colour below 16 is a named one", `${esc}[38;5;9mx`, [{ text: "x", className: "ansi-red" }]],
  ["an indexed colour is of the cube", `${esc}[38;5;196mx`, [{ text: "x", className: "", color: "rgb(255 0 0)" }]],
  [
    "a true colour is kept, what follows it too",
    `${esc}[48;2;1;2;3;1mx`,
    [{ text: "x", className: "ansi-bold", background: "rgb(1 2 3)" }],
  ],
  [
    "cursor movements are dropped",
    `a${esc}[2K${esc}[1Gb`,
    [
      { text: "a", className: "" },
      { text: "b", className: "" },
    ],
  ],
  [
    "a hyperlink keeps its text",
    `${esc}]8;;https://example.org${esc}\\here${esc}]8;;${esc}\\`,
    [{ text: "here", className: "" }],
  ],
  ["what a carriage return overwrote is gone", "10 %\r50 %\r100 %\r", [{ text: "100 %", className: "" }]],
  ["an unfinished sequence does no harm", `x${esc}[31`, [{ text: "x[31", className: "" }]],
  ["tabs stay, other control characters go", "a\tb\x07\x00c", [{ text: "a\tbc", className: "" }]],
])("%s", (_, line, spans) => {
  expect(parseAnsi(line)).toEqual(spans);
});

test("a copied line has no control sequences", () => {
  expect(stripAnsi(`${esc}[1;32m[ ok ]${esc}[0m done`)).toBe("[ ok ] done");
});
