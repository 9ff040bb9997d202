import type { ReactNode } from "react";

// Colours for a line of code, as far as a line alone tells: comments, strings, numbers and words of the language. Small
// on purpose: a diff shows pieces of files, in which no grammar is complete.

/** What a line of a language is made of. */
export interface Language {
  /** Begins a comment that lasts to the line's end. */
  comment: string[];
  /** Characters that open and close text. */
  quotes: string;
  words: Set<string>;
}

function language(comment: string, quotes: string, words: string): Language {
  return { comment: comment.split(" ").filter((mark) => mark !== ""), quotes, words: new Set(words.split(" ")) };
}

const cLike =
  "auto bool break case catch char class const continue default delete do double else enum export extern false final float for " +
  "if import in inline int interface let long namespace new null nullptr of operator override private protected public " +
  "return short signed static struct super switch template this throw true try type typedef typename undefined union unsigned using var virtual void " +
  "volatile while yield async await function extends implements package func go defer chan map range select fallthrough " +
  "fn impl mut pub trait match mod use where crate self string number boolean readonly record sealed val fun object when";

const known = {
  c: language("//", "\"'`", cLike),
  python: language(
    "#",
    "\"'",
    "and as assert async await break class continue def del elif else except False finally for from global if import in is lambda None nonlocal not or pass raise return self True try while with yield",
  ),
  shell: language(
    "#",
    "\"'",
    "case do done elif else esac exit export fi for function if in local return set shift then until while",
  ),
  yaml: language("#", "\"'", "true false null yes no on off"),
  json: language("", '"', "true false null"),
  sql: language(
    "--",
    "'",
    "ADD ALL ALTER AND AS ASC BY CASE CHECK CONSTRAINT CREATE DEFAULT DELETE DESC DISTINCT DROP ELSE END EXISTS FOREIGN FROM GROUP HAVING IN INDEX INNER INSERT INTO IS JOIN KEY LEFT LIKE LIMIT NOT NULL ON OR ORDER PRIMARY REFERENCES RIGHT SELECT SET TABLE THEN UNION UNIQUE UPDATE VALUES VIEW WHEN WHERE",
  ),
};

const byEnding: Record<string, Language> = {};
for (const [endings, each] of [
  ["c cc cpp cxx h hpp js jsx ts tsx mjs cjs java kt go rs cs swift scala css proto", known.c],
  ["py pyi", known.python],
  ["sh bash zsh dockerfile makefile mk toml ini conf properties gitignore", known.shell],
  ["yml yaml", known.yaml],
  ["json", known.json],
  ["sql", known.sql],
] as const)
  for (const ending of endings.split(" ")) byEnding[ending] = each;

/** The language of a file by its name; undefined when it is shown without colours. */
export function languageOf(path: string): Language | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  return byEnding[name.slice(name.lastIndexOf(".") + 1)];
}

interface Piece {
  kind: "comment" | "string" | "number" | "word" | "plain";
  text: string;
}

const wordPattern = /[A-Za-z_][\w]*/y;
const numberPattern = /\d[\w.]*/y;

/** Cuts a line into coloured pieces, left to right, in time proportional to its length. */
export function piecesOf(text: string, { comment, quotes, words }: Language): Piece[] {
  const out: Piece[] = [];
  let plain = "";
  function push(kind: Piece["kind"], piece: string) {
    if (plain !== "") out.push({ kind: "plain", text: plain });
    plain = "";
    out.push({ kind, text: piece });
  }
  for (let at = 0; at < text.length;) {
    const letter = text.charAt(at);
    if (comment.some((mark) => text.startsWith(mark, at))) {
      push("comment", text.slice(at));
      return out;
    }
    if (quotes.includes(letter)) {
      let end = at + 1;
      while (end < text.length && text.charAt(end) !== letter) end += text.charAt(end) === "\\" ? 2 : 1;
      push("string", text.slice(at, end + 1));
      at = end + 1;
      continue;
    }
    wordPattern.lastIndex = numberPattern.lastIndex = at;
    const word = wordPattern.exec(text)?.[0];
    const number = word === undefined ? numberPattern.exec(text)?.[0] : undefined;
    if (word !== undefined && (words.has(word) || words.has(word.toUpperCase()))) push("word", word);
    else if (number !== undefined) push("number", number);
    else plain += word ?? letter;
    at += (word ?? number ?? letter).length;
  }
  if (plain !== "") out.push({ kind: "plain", text: plain });
  return out;
}

/** Longer lines are data; colours would only cost time. */
const longest = 1_000;

interface CodeProps {
  text: string;
  language: Language | undefined;
}

export function Code({ text, language: of }: CodeProps): ReactNode {
  if (of === undefined || text.length > longest) return text === "" ? " " : text;
  const pieces = piecesOf(text, of);
  if (pieces.length === 0) return " ";
  return pieces.map((piece, index) =>
    piece.kind === "plain" ? (
      piece.text
    ) : (
      <span key={index} className={`code-${piece.kind}`}>
        {piece.text}
      </span>
    ),
  );
}
