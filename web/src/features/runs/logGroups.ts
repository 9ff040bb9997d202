/** A line that begins or ends a group. */
export interface Marker {
  /** Line number, from 1. */
  n: number;
  text: string;
}

/** Lines of a log that fold away together under the line that begins them. */
export interface LogGroup {
  /** The line with the title. */
  first: number;
  /** The line that ends the group; undefined while it is open. */
  last: number | undefined;
  title: string;
}

const begin = "##[group]";
const end = "##[endgroup]";

export function isMarker(text: string): boolean {
  return text.startsWith(begin) || text.startsWith(end);
}

/** Groups do not nest: one that begins ends the one before. */
export function findGroups(markers: readonly Marker[]): LogGroup[] {
  const groups: LogGroup[] = [];
  let open: LogGroup | undefined;
  for (const { n, text } of markers) {
    if (text.startsWith(begin)) {
      if (open !== undefined) open.last = n - 1;
      open = { first: n, last: undefined, title: text.slice(begin.length) };
      groups.push(open);
    } else if (open !== undefined) {
      open.last = n;
      open = undefined;
    }
  }
  return groups;
}

/** Which lines of a log are rows: all but those folded away. */
export interface Rows {
  count: number;
  /** The number of the line at a row from 0. */
  lineAt: (row: number) => number;
  /** The row from 0 of a line, or of the title it is folded under. */
  rowOf: (line: number) => number;
}

/** `isOpen` says which groups are unfolded. The line that ends a group is never a row. */
export function makeRows(lines: number, groups: readonly LogGroup[], isOpen: (group: LogGroup) => boolean): Rows {
  /** Hidden stretches, with how many lines are hidden before each. */
  const gaps: { from: number; to: number; before: number }[] = [];
  let hidden = 0;
  for (const group of groups) {
    const last = Math.min(group.last ?? lines, lines);
    const isEnded = group.last !== undefined;
    const from = isOpen(group) ? (isEnded ? last : last + 1) : group.first + 1;
    if (from > last) continue;
    gaps.push({ from, to: last, before: hidden });
    hidden += last - from + 1;
  }

  /** The last gap for which `isBefore` holds; they are in order. */
  function lastGap(isBefore: (gap: (typeof gaps)[number]) => boolean) {
    let low = 0;
    let high = gaps.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const gap = gaps[middle];
      if (gap !== undefined && isBefore(gap)) low = middle + 1;
      else high = middle;
    }
    return gaps[low - 1];
  }

  return {
    count: lines - hidden,
    lineAt: (row) => {
      const gap = lastGap(({ from, before }) => from - before <= row + 1);
      return gap === undefined ? row + 1 : row + 1 + gap.before + (gap.to - gap.from + 1);
    },
    rowOf: (line) => {
      const gap = lastGap(({ from }) => from <= line);
      if (gap === undefined) return line - 1;
      if (line <= gap.to) return gap.from - 2 - gap.before;
      return line - 1 - gap.before - (gap.to - gap.from + 1);
    },
  };
}
