import { describe, expect, it } from "vitest";
import { duration, rowsOf } from "./waterfall";
import type { TraceSpan } from "./traces.queries";

function span(id: string, parent: string | null, offsetMs: number, durationMs: number): TraceSpan {
  return {
    span: id,
    parent,
    component: "shop",
    environment: "production",
    name: id,
    kind: "internal",
    startedAt: "2026-01-31T08:00:00.000000Z",
    offsetMs,
    durationMs,
    status: null,
    message: null,
    attributes: {},
    events: [],
  };
}

describe("rowsOf", () => {
  it("puts each span below its parent, in the order of their begin", () => {
    const rows = rowsOf(
      [span("a", null, 0, 100), span("b", "a", 10, 20), span("d", "b", 12, 5), span("c", "a", 50, 50)],
      100,
    );

    expect(rows.map(({ span: { name }, depth }) => [name, depth])).toEqual([
      ["a", 0],
      ["b", 1],
      ["d", 2],
      ["c", 1],
    ]);
    expect(rows[3]).toMatchObject({ from: 0.5, width: 0.5, children: 0 });
  });

  it("shows spans without a known parent and those in a circle as roots, each once", () => {
    const rows = rowsOf(
      [span("a", "gone", 0, 10), span("b", "c", 0, 10), span("c", "b", 0, 10), span("d", "d", 0, 10)],
      10,
    );

    expect(rows.map(({ span: { name } }) => name).sort()).toEqual(["a", "b", "c", "d"]);
  });

  it("cuts what a differing clock puts outside of the trace", () => {
    const [early, late] = rowsOf([span("a", null, -50, 20), span("b", null, 95, 50)], 100);

    expect(early?.from).toBe(0);
    expect(late?.from).toBe(0.95);
    expect(late?.width).toBeCloseTo(0.05);
  });
});

describe("duration", () => {
  it("chooses the unit", () => {
    expect([0.08, 12.34, 1_250].map(duration)).toEqual(["80 µs", "12.3 ms", "1.25 s"]);
  });
});
