import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { gatherBursts } from "./bursts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("what comes after a quiet time is told at once, and once", () => {
  const tell = vi.fn();
  const bursts = gatherBursts<string>(tell);

  bursts.add("catalog");
  bursts.add("runs");
  bursts.add("catalog");
  vi.advanceTimersByTime(50);

  expect(tell.mock.calls).toEqual([[["catalog", "runs"]]]);
});

test("a burst is told every 400 ms at most, and its last event is not lost", () => {
  const tell = vi.fn();
  const bursts = gatherBursts<number>(tell);

  for (let at = 0; at < 100; at++) {
    bursts.add(at);
    vi.advanceTimersByTime(10);
  }
  vi.advanceTimersByTime(400);

  expect(tell.mock.calls.length).toBeLessThanOrEqual(4);
  expect(tell.mock.calls.flat(2)).toEqual(Array.from({ length: 100 }, (_, index) => index));
});

test("nothing is told after the end", () => {
  const tell = vi.fn();
  const bursts = gatherBursts<string>(tell);

  bursts.add("catalog");
  bursts.close();
  vi.advanceTimersByTime(1_000);

  expect(tell).not.toHaveBeenCalled();
});
