import { expect, test } from "vitest";
import { pairText, parsePair } from "./cells";
import { parseDeploymentsView, placeIn, ticksOf } from "./lanes";

test("an address says which stretch of time is looked at, and nonsense in it says nothing", () => {
  const from = "2026-11-28T14:02:00Z";
  const to = "2026-11-28T14:20:00Z";

  expect(parseDeploymentsView({ from, to, lanes: "component", environment: "production" })).toEqual({
    from,
    to,
    lanes: "component",
    environment: "production",
  });
  expect(parseDeploymentsView({ from: to, to: from, lanes: "both", component: 7 })).toEqual({});
  expect(parseDeploymentsView({ from: "yesterday", to })).toEqual({});
});

test("moments have their place in a span, and its ticks are few and round", () => {
  const span = { from: Date.parse("2026-11-28T14:02:00Z"), to: Date.parse("2026-11-28T16:50:00Z") };

  expect(placeIn(span, span.from)).toBe(0);
  expect(placeIn(span, span.to)).toBe(1);
  const ticks = ticksOf(span);
  expect(ticks.length).toBeGreaterThan(1);
  expect(ticks.length).toBeLessThan(8);
  expect(ticks.every((at) => at >= span.from && at < span.to && at % 60_000 === 0)).toBe(true);
});

test("two cells stand in an address as one word", () => {
  const pair = { component: "orders", from: "development", to: "staging" };

  expect(parsePair(pairText(pair))).toEqual(pair);
  expect(parsePair("orders:development")).toBeUndefined();
  expect(parsePair(undefined)).toBeUndefined();
});
