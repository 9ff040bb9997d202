import type { TraceSpan } from "./traces.queries";

export interface WaterfallRow {
  span: TraceSpan;
  /** 0 at the root; a span whose parent is not there is a root, too. */
  depth: number;
  children: number;
  /** Where its bar begins and how long it is, of the whole, 0 to 1. */
  from: number;
  width: number;
}

/** Below it a bar could not be seen. */
const least = 0.003;

/** The spans of a trace as a tree, each below its parent in the order of their begin. */
export function rowsOf(spans: TraceSpan[], durationMs: number): WaterfallRow[] {
  const known = new Set(spans.map(({ span }) => span));
  const below = new Map<string | null, TraceSpan[]>();
  for (const span of spans) {
    const parent = span.parent !== null && known.has(span.parent) && span.parent !== span.span ? span.parent : null;
    below.set(parent, [...(below.get(parent) ?? []), span]);
  }
  const whole = durationMs > 0 ? durationMs : 1;
  const rows: WaterfallRow[] = [];
  const seen = new Set<string>();
  function add(span: TraceSpan, depth: number) {
    if (seen.has(span.span)) return;
    seen.add(span.span);
    const children = below.get(span.span) ?? [];
    // Clocks of different machines differ: what would begin before the trace or end after it is cut to it.
    const from = Math.min(Math.max(span.offsetMs / whole, 0), 1 - least);
    const width = Math.min(Math.max(span.durationMs / whole, least), 1 - from);
    rows.push({ span, depth, children: children.length, from, width });
    children.forEach((child) => {
      add(child, depth + 1);
    });
  }
  (below.get(null) ?? []).forEach((span) => {
    add(span, 0);
  });
  // Spans that name each other as parents have no root: they come last.
  spans.forEach((span) => {
    add(span, 0);
  });
  return rows;
}

/** "1.25 s", "12.3 ms", "80 µs". */
export function duration(milliseconds: number): string {
  if (milliseconds >= 1_000) return `${(milliseconds / 1_000).toFixed(2)} s`;
  return milliseconds >= 1 ? `${milliseconds.toFixed(1)} ms` : `${(milliseconds * 1_000).toFixed(0)} µs`;
}
