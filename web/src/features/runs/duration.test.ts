import { expect, test } from "vitest";
import { compareDuration } from "./duration";

const started = "2026-11-22T12:00:00Z";
const typical = { seconds: 60, runs: 5 };

function words(finishedAt: string | null, now = 0) {
  return compareDuration(
    { state: finishedAt === null ? "running" : "succeeded", typical, startedAt: started, finishedAt },
    now,
  )?.words;
}

test("a run is compared with the median of those before it", () => {
  expect(words("2026-11-22T12:01:30Z")).toBe("30 s slower than usual");
  expect(words("2026-11-22T12:00:20Z")).toBe("40 s faster than usual");
  expect(words("2026-11-22T12:01:05Z")).toBe("as usual");
});

test("one under way says how long it usually takes, and is slow only when it is late", () => {
  expect(words(null, Date.parse("2026-11-22T12:00:10Z"))).toBe("of usually 1 m 00 s");
  expect(words(null, Date.parse("2026-11-22T12:02:00Z"))).toBe("1 m 00 s slower than usual");
});

test("without a median or a start there is nothing to say", () => {
  const run = { state: "succeeded" as const, typical, startedAt: started, finishedAt: started };
  expect(compareDuration({ ...run, typical: null }, 0)).toBeUndefined();
  expect(compareDuration({ ...run, state: "queued", startedAt: null, finishedAt: null }, 0)).toBeUndefined();
  expect(compareDuration({ ...run, state: "failed" }, 0)).toBeUndefined();
});
