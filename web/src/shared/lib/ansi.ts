/** A stretch of text in one style. */
export interface AnsiSpan {
  text: string;
  /** Classes of ansi.css: "ansi-red ansi-bold". Empty for plain text. */
  className: string;
  /** Colours outside the sixteen named ones; they do not follow the theme. */
  color?: string;
  background?: string;
}

interface Style {
  flags: Set<string>;
  fg?: string;
  bg?: string;
  color?: string;
  background?: string;
}

const names = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];
const flagOn: Record<number, string> = { 1: "bold", 2: "dim", 3: "italic", 4: "underline", 7: "inverse", 9: "strike" };
const flagOff: Record<number, string[]> = {
  22: ["bold", "dim"],
  23: ["italic"],
  24: ["underline"],
  27: ["inverse"],
  29: ["strike"],
};

// Control sequences of ECMA-48: CSI (an SGR ends in "m"), OSC up to BEL or ST, and two-byte escapes.
// eslint-disable-next-line no-control-regex
const sequence = /\x1b(?:\[([0-9;:]*)([ -/]*[@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])/g;
// eslint-disable-next-line no-control-regex
const invisible = /[\x00-\x08\x0b-\x1f\x7f]/g;

/** xterm's 256 colours from 16 up: a 6x6x6 cube, then 24 greys. */
function indexed(index: number): string {
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return `rgb(${grey} ${grey} ${grey})`;
  }
  const step = (value: number) => (value === 0 ? 0 : 55 + value * 40);
  const cube = index - 16;
  return `rgb(${step(Math.floor(cube / 36))} ${step(Math.floor(cube / 6) % 6)} ${step(cube % 6)})`;
}

function setColor(style: Style, isBackground: boolean, name: string | undefined, value: string | undefined) {
  if (isBackground) {
    delete style.bg;
    delete style.background;
    if (name !== undefined) style.bg = name;
    if (value !== undefined) style.background = value;
  } else {
    delete style.fg;
    delete style.color;
    if (name !== undefined) style.fg = name;
    if (value !== undefined) style.color = value;
  }
}

/** 38 or 48 with what follows; answers how many parameters it took. */
function extended(style: Style, codes: number[], at: number): number {
  const isBackground = codes[at] === 48;
  if (codes[at + 1] === 5) {
    const index = codes[at + 2] ?? 0;
    if (index < 16) setColor(style, isBackground, names[index % 8], undefined);
    else if (index < 256) setColor(style, isBackground, undefined, indexed(index));
    return 3;
  }
  if (codes[at + 1] === 2) {
    const channels = [codes[at + 2], codes[at + 3], codes[at + 4]].map((value) => Math.min(value ?? 0, 255));
    setColor(style, isBackground, undefined, `rgb(${channels.join(" ")})`);
    return 5;
  }
  return 1;
}

function apply(style: Style, parameters: string) {
  const codes = parameters.split(/[;:]/).map((code) => Number(code || "0"));
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] ?? 0;
    const on = flagOn[code];
    if (code === 0) {
      style.flags.clear();
      setColor(style, false, undefined, undefined);
      setColor(style, true, undefined, undefined);
    } else if (on !== undefined) style.flags.add(on);
    else if (flagOff[code] !== undefined) flagOff[code].forEach((flag) => style.flags.delete(flag));
    else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97))
      setColor(style, false, names[code % 10], undefined);
    else if ((code >= 40 && code <= 47) || (code >= 100 && code <= 107))
      setColor(style, true, names[code % 10], undefined);
    else if (code === 39 || code === 49) setColor(style, code === 49, undefined, undefined);
    else if (code === 38 || code === 48) i += extended(style, codes, i) - 1;
  }
}

function toSpan(text: string, style: Style): AnsiSpan {
  const classes = [...style.flags].map((flag) => `ansi-${flag}`);
  if (style.fg !== undefined) classes.push(`ansi-${style.fg}`);
  if (style.bg !== undefined) classes.push(`ansi-on-${style.bg}`);
  const span: AnsiSpan = { text, className: classes.join(" ") };
  if (style.color !== undefined) span.color = style.color;
  if (style.background !== undefined) span.background = style.background;
  return span;
}

/**
 * One line of terminal output as styled spans: SGR sequences become styles, every other control sequence is dropped,
 * and of what a carriage return overwrote only the last version stays. Styles end with the line.
 */
export function parseAnsi(line: string): AnsiSpan[] {
  const visible = line.replace(/\r+$/, "").split("\r").at(-1) ?? "";
  const style: Style = { flags: new Set() };
  const spans: AnsiSpan[] = [];
  let from = 0;
  function push(to: number) {
    const text = visible.slice(from, to).replace(invisible, "");
    if (text !== "") spans.push(toSpan(text, style));
  }
  for (const match of visible.matchAll(sequence)) {
    push(match.index);
    from = match.index + match[0].length;
    if (match[2] === "m") apply(style, match[1] ?? "");
  }
  push(visible.length);
  return spans;
}

/** The line without any control sequence, for copying. */
export function stripAnsi(line: string): string {
  return parseAnsi(line)
    .map((span) => span.text)
    .join("");
}
