import type { ChangeThread, DiffLine, Hunk, Side } from "./changes.queries";

/** One row of a diff: a line on the left, on the right, or the same on both. */
export interface DiffRow {
  left: DiffLine | undefined;
  right: DiffLine | undefined;
}

/** The rows of a hunk. Unified: a row a line. Split: removed lines beside the added ones that follow them. */
export function rowsOf(hunk: Hunk, isSplit: boolean): DiffRow[] {
  if (!isSplit)
    return hunk.lines.map((line) =>
      line.kind === "-" ? { left: line, right: undefined } : { left: undefined, right: line },
    );
  const rows: DiffRow[] = [];
  let removed: DiffLine[] = [];
  let added: DiffLine[] = [];
  function flush() {
    for (let i = 0; i < Math.max(removed.length, added.length); i++) rows.push({ left: removed[i], right: added[i] });
    removed = [];
    added = [];
  }
  for (const line of hunk.lines) {
    if (line.kind === "-") {
      if (added.length > 0) flush();
      removed.push(line);
    } else if (line.kind === "+") added.push(line);
    else {
      flush();
      rows.push({ left: line, right: line });
    }
  }
  flush();
  return rows;
}

/** Where a comment on a line belongs: what is gone stands on the old side only. */
export function placeOf(line: DiffLine): { side: Side; line: number } {
  return line.kind === "-" ? { side: "old", line: line.old ?? 0 } : { side: "new", line: line.new ?? 0 };
}

/** Threads by their place in the diff of one file; outdated ones stand in the conversation only. */
export function threadsByPlace(threads: ChangeThread[], path: string): Map<string, ChangeThread[]> {
  const out = new Map<string, ChangeThread[]>();
  for (const thread of threads) {
    if (thread.path !== path || thread.isOutdated) continue;
    const key = `${thread.side}:${String(thread.line)}`;
    out.set(key, [...(out.get(key) ?? []), thread]);
  }
  return out;
}
