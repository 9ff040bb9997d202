/** A part of a line of code: its text and the class that colours it. */
export interface Token {
  text: string;
  /** Of shared/ui/highlight.css; undefined for plain text. */
  className?: string;
}

interface Language {
  /** Each begins a comment that ends with the line. */
  lineComments: string[];
  blockComment?: [string, string];
  quotes: string[];
  /** Quotes whose text goes on over lines. */
  longQuotes: string[];
  keywords: Set<string>;
  ignoresCase?: boolean;
  /** "name:" at the beginning of a line is a key. */
  hasKeys?: boolean;
}

const words = (text: string) => new Set(text.split(" "));

const c: Language = {
  lineComments: ["//"],
  blockComment: ["/*", "*/"],
  quotes: ['"', "'"],
  longQuotes: [],
  keywords: words(
    "alignas auto bool break case catch char class co_await co_return co_yield concept const constexpr const_cast continue decltype default delete do double dynamic_cast else enum explicit export extern false final float for friend goto if inline int long mutable namespace new noexcept nullptr operator override private protected public register requires return short signed sizeof static static_assert static_cast struct switch template this throw true try typedef typename union unsigned using virtual void volatile while #include #define #if #ifdef #ifndef #endif #else #pragma",
  ),
};
const script: Language = {
  lineComments: ["//"],
  blockComment: ["/*", "*/"],
  quotes: ['"', "'"],
  longQuotes: ["`"],
  keywords: words(
    "abstract any as async await boolean break case catch class const continue default delete do else enum export extends false finally for from function get if implements import in instanceof interface let new null number of private protected public readonly return set static string super switch this throw true try type typeof undefined var void while yield",
  ),
};
const python: Language = {
  lineComments: ["#"],
  quotes: ['"', "'"],
  longQuotes: ['"""', "'''"],
  keywords: words(
    "and as assert async await break class continue def del elif else except False finally for from global if import in is lambda None nonlocal not or pass raise return True try while with yield match case self",
  ),
};
const yaml: Language = {
  lineComments: ["#"],
  quotes: ['"', "'"],
  longQuotes: [],
  keywords: words("true false null yes no"),
  hasKeys: true,
};
const json: Language = { lineComments: [], quotes: ['"'], longQuotes: [], keywords: words("true false null") };
const shell: Language = {
  lineComments: ["#"],
  quotes: ['"', "'"],
  longQuotes: [],
  keywords: words("if then else elif fi for while until do done case esac in function return exit export local set cd"),
};
const sql: Language = {
  lineComments: ["--"],
  blockComment: ["/*", "*/"],
  quotes: ["'"],
  longQuotes: [],
  ignoresCase: true,
  keywords: words(
    "select from where and or not insert into values update set delete create table index unique primary key foreign references null default alter add column drop if exists join left right inner on group by order limit offset as distinct returning begin commit text integer bigint boolean timestamp timestamptz serial conflict do nothing is in like with",
  ),
};
const go: Language = {
  ...script,
  keywords: words(
    "break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct switch type var nil true false string int error bool byte",
  ),
};
const css: Language = {
  lineComments: [],
  blockComment: ["/*", "*/"],
  quotes: ['"', "'"],
  longQuotes: [],
  keywords: words(""),
};
const cmake: Language = {
  ...shell,
  ignoresCase: true,
  keywords: words(
    "if else elseif endif foreach endforeach function endfunction set include add_executable add_library target_link_libraries find_package project cmake_minimum_required",
  ),
};

const byEnding: Record<string, Language> = {
  c,
  h: c,
  cc: c,
  cpp: c,
  hpp: c,
  cxx: c,
  java: c,
  rs: c,
  ts: script,
  tsx: script,
  js: script,
  jsx: script,
  mjs: script,
  cjs: script,
  py: python,
  yaml,
  yml: yaml,
  json,
  sh: shell,
  bash: shell,
  sql,
  go,
  css,
  toml: { ...yaml, hasKeys: false },
  cmake,
};
const byName: Record<string, Language> = {
  "CMakeLists.txt": cmake,
  Dockerfile: shell,
  Makefile: shell,
  CODEOWNERS: shell,
  ".gitignore": shell,
};

/** The language of a file by its name; undefined: its text is plain. */
function languageOf(path: string): Language | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return byName[name] ?? byEnding[name.slice(name.lastIndexOf(".") + 1).toLowerCase()];
}

/** Longer lines are not worth the time: they are data. */
const longestLine = 2_000;

/** Lines of code in colours. What spans lines (comments, long texts) keeps its colour on each. */
export function highlight(path: string, lines: string[]): Token[][] {
  const language = languageOf(path);
  if (language === undefined) return lines.map((text) => [{ text }]);
  let open: { end: string; className: string } | undefined;
  return lines.map((line) => {
    if (line.length > longestLine) return [{ text: line }];
    const tokens: Token[] = [];
    let plain = "";
    let at = 0;
    const push = (text: string, className: string) => {
      if (plain !== "") tokens.push({ text: plain });
      plain = "";
      tokens.push({ text, className });
    };
    if (language.hasKeys === true && open === undefined) {
      const key = /^(\s*(?:- )*)([\w./"'$@-]+)(?=\s*:(?:\s|$))/.exec(line);
      if (key !== null) {
        plain = key[1] ?? "";
        push(key[2] ?? "", "hl-a");
        at = key[0].length;
      }
    }
    while (at < line.length) {
      if (open !== undefined) {
        const end = line.indexOf(open.end, at);
        const to = end < 0 ? line.length : end + open.end.length;
        push(line.slice(at, to), open.className);
        if (end >= 0) open = undefined;
        at = to;
        continue;
      }
      const rest = line.slice(at);
      const comment = language.lineComments.find((mark) => rest.startsWith(mark));
      // "#" begins a comment only after a space, so that "a#b" is one word.
      if (comment !== undefined && (comment !== "#" || at === 0 || /\s/.test(line.charAt(at - 1)))) {
        push(rest, "hl-c");
        break;
      }
      if (language.blockComment !== undefined && rest.startsWith(language.blockComment[0])) {
        open = { end: language.blockComment[1], className: "hl-c" };
        push(language.blockComment[0], "hl-c");
        at += language.blockComment[0].length;
        continue;
      }
      const long = language.longQuotes.find((mark) => rest.startsWith(mark));
      if (long !== undefined) {
        open = { end: long, className: "hl-s" };
        push(long, "hl-s");
        at += long.length;
        continue;
      }
      const quote = language.quotes.find((mark) => rest.startsWith(mark));
      if (quote !== undefined) {
        let to = at + 1;
        while (to < line.length && line.charAt(to) !== quote) to += line.charAt(to) === "\\" ? 2 : 1;
        to = Math.min(line.length, to + 1);
        const isKey = language === json && /^\s*:/.test(line.slice(to));
        push(line.slice(at, to), isKey ? "hl-a" : "hl-s");
        at = to;
        continue;
      }
      const word = /^[#$]?[A-Za-z_][\w]*/.exec(rest)?.[0];
      if (word !== undefined) {
        const known = language.ignoresCase === true ? word.toLowerCase() : word;
        if (language.keywords.has(known)) push(word, "hl-k");
        else if (word.startsWith("$")) push(word, "hl-v");
        else plain += word;
        at += word.length;
        continue;
      }
      const number = /^\d[\d._xA-Fa-f]*/.exec(rest)?.[0];
      if (number !== undefined && !/\w/.test(line.charAt(at - 1))) {
        push(number, "hl-n");
        at += number.length;
        continue;
      }
      plain += line.charAt(at);
      at += 1;
    }
    if (plain !== "") tokens.push({ text: plain });
    return tokens;
  });
}
