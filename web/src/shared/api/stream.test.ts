import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openStream, type StreamStatus } from "./stream";
import { FakeEventSource } from "@/testing/fakes";

let visibility: DocumentVisibilityState;
let close: () => void;

beforeEach(() => {
  FakeEventSource.install();
  vi.useFakeTimers();
  visibility = "visible";
  vi.spyOn(document, "visibilityState", "get").mockImplementation(() => visibility);
});
afterEach(() => {
  close();
  vi.useRealTimers();
});

function start(after?: number) {
  const seen: unknown[] = [];
  const states: StreamStatus[] = [];
  const onGap = vi.fn();
  close = openStream({
    path: "/stream",
    type: "news",
    ...(after === undefined ? {} : { after }),
    onMessage: (message) => seen.push(message),
    onStatus: (status) => states.push(status),
    onGap,
  });
  return { seen, states, onGap };
}

function show(state: DocumentVisibilityState) {
  visibility = state;
  document.dispatchEvent(new Event("visibilitychange"));
}

test("a stream starts after what is known already", () => {
  start(7);

  expect(FakeEventSource.all.map((source) => source.url)).toEqual(["/stream?after=7"]);
});

test("after an HTTP error it comes back, later each time, after the last message", () => {
  const { seen, states } = start();
  FakeEventSource.find("/stream").open();
  FakeEventSource.find("/stream").send("news", 3, { n: 3 });

  FakeEventSource.find("/stream").fail(true);
  vi.advanceTimersByTime(1_000);
  FakeEventSource.find("/stream").fail(true);
  vi.advanceTimersByTime(1_999);
  expect(FakeEventSource.all).toHaveLength(2);
  vi.advanceTimersByTime(1);

  expect(FakeEventSource.all.map((source) => source.url)).toEqual(["/stream", "/stream?after=3", "/stream?after=3"]);
  expect(seen).toEqual([{ n: 3 }]);
  expect(states).toEqual(["connecting", "live", "retrying"]);
});

test("a broken connection is left to the browser, which resumes by itself", () => {
  start();
  FakeEventSource.find("/stream").fail(false);
  vi.advanceTimersByTime(60_000);

  expect(FakeEventSource.all).toHaveLength(1);
});

test("a hidden page gives its connection up and goes on where it was when it is seen again", () => {
  const { states } = start();
  FakeEventSource.find("/stream").open();
  FakeEventSource.find("/stream").send("news", 5, {});

  show("hidden");
  expect(FakeEventSource.find("/stream").readyState).toBe(FakeEventSource.CLOSED);
  show("visible");

  expect(FakeEventSource.all.at(-1)?.url).toBe("/stream?after=5");
  expect(states).toEqual(["connecting", "live", "paused", "retrying"]);
});

test("who was away without knowing where the stream stood is told of the gap", () => {
  const { onGap } = start();
  FakeEventSource.find("/stream").open();
  expect(onGap).not.toHaveBeenCalled();

  show("hidden");
  show("visible");
  FakeEventSource.find("/stream").open();

  expect(onGap).toHaveBeenCalledOnce();
});

test("an ended stream stays closed", () => {
  const { states } = start();
  FakeEventSource.find("/stream").open();

  FakeEventSource.find("/stream").end();
  show("hidden");
  show("visible");

  expect(FakeEventSource.all).toHaveLength(1);
  expect(FakeEventSource.find("/stream").readyState).toBe(FakeEventSource.CLOSED);
  expect(states.at(-1)).toBe("ended");
});
