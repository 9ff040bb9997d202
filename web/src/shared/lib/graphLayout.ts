/** What is laid out: a key and the keys it waits for. */
interface Vertex {
  key: string;
  needs: readonly string[];
}

export interface Placed {
  key: string;
  /** Column and row, from 0. Rows may be fractions: columns are centred on each other. */
  column: number;
  row: number;
}

export interface Route {
  from: string;
  to: string;
  /** The rows an edge passes in the columns between its ends. */
  through: number[];
}

export interface Layout {
  nodes: Placed[];
  edges: Route[];
  columns: number;
  /** How many rows the tallest column has. */
  rows: number;
}

/** What stands in a column: a node, or the place where an edge passes on its way to a later column. */
interface Slot {
  id: string;
  column: number;
  /** Slots of the column before that it is joined to. */
  before: string[];
}

const sweeps = 4;

/**
 * Layers from left to right: each node stands one column after the last of what it waits for. An edge that others imply
 * is left out. Slots of a column are ordered by where their neighbours stand, so that few edges cross.
 */
export function layOut(vertices: readonly Vertex[]): Layout {
  const known = new Map(vertices.map((vertex) => [vertex.key, vertex]));
  const needs = new Map(
    vertices.map(({ key, needs: all }) => [key, all.filter((need) => known.has(need) && need !== key)]),
  );
  const columnOf = columns(vertices, needs);
  // A circle cannot come from the server; should it, its edges back are not drawn.
  const forward = (key: string) =>
    (needs.get(key) ?? []).filter((need) => (columnOf.get(need) ?? 0) < (columnOf.get(key) ?? 0));
  const edges = vertices.flatMap(({ key }) => direct(key, forward).map((need) => ({ from: need, to: key })));

  const slots = new Map<string, Slot>();
  for (const { key } of vertices) slots.set(key, { id: key, column: columnOf.get(key) ?? 0, before: [] });
  const passes = edges.map(({ from, to }) => {
    const ids: string[] = [];
    let before = from;
    for (let column = (columnOf.get(from) ?? 0) + 1; column < (columnOf.get(to) ?? 0); column++) {
      const id = `${from}\n${to}\n${String(column)}`;
      slots.set(id, { id, column, before: [before] });
      ids.push(id);
      before = id;
    }
    slots.get(to)?.before.push(before);
    return ids;
  });

  const rowOf = order([...slots.values()]);
  const rows = Math.max(1, ...[...rowOf.values()].map((row) => row + 1));
  return {
    nodes: vertices.map(({ key }) => ({ key, column: columnOf.get(key) ?? 0, row: rowOf.get(key) ?? 0 })),
    edges: edges.map(({ from, to }, index) => ({
      from,
      to,
      through: (passes[index] ?? []).map((id) => rowOf.get(id) ?? 0),
    })),
    columns: Math.max(0, ...columnOf.values()) + 1,
    rows,
  };
}

function columns(vertices: readonly Vertex[], needs: Map<string, string[]>): Map<string, number> {
  const out = new Map<string, number>();
  const under = new Set<string>();
  function visit(key: string): number {
    const done = out.get(key);
    if (done !== undefined) return done;
    if (under.has(key)) return 0;
    under.add(key);
    const column = Math.max(-1, ...(needs.get(key) ?? []).map(visit)) + 1;
    under.delete(key);
    out.set(key, column);
    return column;
  }
  vertices.forEach(({ key }) => visit(key));
  return out;
}

/** The needs of a node that none of its other needs waits for, too. */
function direct(key: string, needsOf: (key: string) => string[]): string[] {
  const own = needsOf(key);
  const implied = new Set<string>();
  const waiting = [...own];
  for (let need = waiting.pop(); need !== undefined; need = waiting.pop()) {
    for (const earlier of needsOf(need)) {
      if (implied.has(earlier)) continue;
      implied.add(earlier);
      waiting.push(earlier);
    }
  }
  return own.filter((need) => !implied.has(need));
}

/** A row for each slot: columns are ordered by the middle of the neighbours, forth and back, and centred. */
function order(slots: Slot[]): Map<string, number> {
  const byColumn: Slot[][] = [];
  for (const slot of slots) (byColumn[slot.column] ??= []).push(slot);
  const after = new Map<string, string[]>();
  for (const slot of slots) for (const id of slot.before) after.set(id, [...(after.get(id) ?? []), slot.id]);

  const place = new Map<string, number>();
  const number = (column: Slot[]) => {
    column.forEach((slot, index) => place.set(slot.id, index - (column.length - 1) / 2));
  };
  byColumn.forEach(number);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const isForth = sweep % 2 === 0;
    for (const column of isForth ? byColumn : byColumn.toReversed()) {
      const middle = new Map(
        column.map((slot) => {
          const neighbours = (isForth ? slot.before : (after.get(slot.id) ?? [])).map((id) => place.get(id) ?? 0);
          const own = place.get(slot.id) ?? 0;
          return [slot.id, neighbours.length === 0 ? own : neighbours.reduce((a, b) => a + b) / neighbours.length];
        }),
      );
      column.sort((a, b) => (middle.get(a.id) ?? 0) - (middle.get(b.id) ?? 0));
      number(column);
    }
  }
  const least = Math.min(0, ...place.values());
  return new Map([...place].map(([id, row]) => [id, row - least]));
}
