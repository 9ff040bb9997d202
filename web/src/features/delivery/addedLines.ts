/** A line of a text that grew. */
export interface GrownLine {
  /** From 1, in the text as it became; undefined for a line that is not in it any more. */
  number: number | undefined;
  text: string;
  mark: "same" | "added" | "removed";
}

/** Compares a text with what became of it when lines were put in, and some were written anew. */
export function addedLines(before: string, after: string): GrownLine[] {
  const old = linesOf(before);
  const grown = linesOf(after);
  const out: GrownLine[] = [];
  let next = 0;
  grown.forEach((text, index) => {
    // A line that is met nowhere below was replaced: it stands before what is new in its place.
    for (; next < old.length && !grown.includes(old[next] ?? "", index); next++)
      out.push({ number: undefined, text: old[next] ?? "", mark: "removed" });
    const isSame = old[next] === text;
    if (isSame) next++;
    out.push({ number: index + 1, text, mark: isSame ? "same" : "added" });
  });
  for (const text of old.slice(next)) out.push({ number: undefined, text, mark: "removed" });
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
