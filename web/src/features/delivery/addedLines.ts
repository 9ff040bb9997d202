/** A line of a text that grew. */
export interface GrownLine {
  /** From 1, in the text as it became; undefined for a line that is not in it any more. */
  number: number | undefined;
  text: string;
  mark: "same" | "added" | "removed";
}

/** Compares a text with what became of it when lines were put in, and perhaps one was written anew. */
export function addedLines(before: string, after: string): GrownLine[] {
  const old = linesOf(before);
  const out: GrownLine[] = [];
  let next = 0;
  linesOf(after).forEach((text, index) => {
    const isSame = old[next] === text;
    if (isSame) next++;
    out.push({ number: index + 1, text, mark: isSame ? "same" : "added" });
  });
  // What was never met again was replaced: it is shown where its place was, before what is new there.
  const removed = old.slice(next).map((text): GrownLine => ({ number: undefined, text, mark: "removed" }));
  const place = out.findLastIndex(({ mark }) => mark === "same") + 1;
  out.splice(place, 0, ...removed);
  return out;
}

/** Stretches of lines around what changed, each with `around` lines before and after it. */
export function stretches(lines: GrownLine[], around: number): GrownLine[][] {
  const out: GrownLine[][] = [];
  let shown = -1;
  lines.forEach((line, index) => {
    if (line.mark === "same") return;
    const from = Math.max(index - around, shown + 1);
    const to = Math.min(index + around, lines.length - 1);
    if (to < from) return;
    const stretch = lines.slice(from, to + 1);
    const last = out.at(-1);
    if (last !== undefined && from === shown + 1) last.push(...stretch);
    else out.push(stretch);
    shown = to;
  });
  return out;
}

function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}
