import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useReducer, useRef, useState } from "react";
import { levelOf, type Level } from "./level";
import { api, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";
import { openStream, type StreamStatus } from "@/shared/api/stream";

export type WorkloadLine = components["schemas"]["WorkloadLogLine"];
type Batch = components["schemas"]["WorkloadLogBatch"];
export type WorkloadMetrics = components["schemas"]["WorkloadMetrics"];

export interface LogLine extends WorkloadLine {
  /** Counted from the first line that was read; older ones have negative numbers. */
  id: number;
  level: Level | undefined;
}

/** A component in an environment, and the words that lines must hold. */
export interface LogPlace {
  component: string;
  environment: string;
  text: string;
}

interface LogState {
  lines: LogLine[];
  older: string | null;
  isLoaded: boolean;
  error: Error | null;
}

const empty: LogState = { lines: [], older: null, isLoaded: false, error: null };

/** Above so many lines the oldest are given up; they are read again when somebody scrolls there. */
const mostLines = 20_000;

type Change =
  | { kind: "reset" }
  | { kind: "opened"; lines: WorkloadLine[]; older: string | null }
  | { kind: "newer"; lines: WorkloadLine[] }
  | { kind: "older"; lines: WorkloadLine[]; older: string | null }
  | { kind: "failed"; reason: unknown };

function known(line: WorkloadLine, id: number): LogLine {
  return { ...line, id, level: levelOf(line.text) };
}

function reduce(state: LogState, change: Change): LogState {
  const firstId = state.lines[0]?.id ?? 0;
  const lastId = state.lines.at(-1)?.id ?? -1;
  switch (change.kind) {
    case "reset":
      return empty;
    case "opened":
      return {
        lines: change.lines.map((line, index) => known(line, index)),
        older: change.older,
        isLoaded: true,
        error: null,
      };
    case "failed":
      return { ...state, error: change.reason instanceof Error ? change.reason : new Error(String(change.reason)) };
    case "newer": {
      const all = [...state.lines, ...change.lines.map((line, index) => known(line, lastId + 1 + index))];
      return { ...state, lines: all.length > mostLines ? all.slice(-mostLines) : all };
    }
    case "older": {
      const from = firstId - change.lines.length;
      return {
        ...state,
        lines: [...change.lines.map((line, index) => known(line, from + index)), ...state.lines],
        older: change.older,
      };
    }
  }
}

function readPage({ component, environment, text }: LogPlace, more: { before?: string; limit: number }) {
  return unwrapBody(
    api.GET("/api/v1/components/{name}/logs", {
      params: {
        path: { name: component },
        query: { environment, ...(text === "" ? {} : { q: text }), ...more },
      },
    }),
  );
}

/** The log of a component: its end first, what comes as it comes, and what was before on demand. */
export function useWorkloadLog(place: LogPlace) {
  const { component, environment, text } = place;
  const [state, change] = useReducer(reduce, empty);
  const [status, setStatus] = useState<StreamStatus>("connecting");
  const [attempt, setAttempt] = useState(0);
  const isReading = useRef(false);

  useEffect(() => {
    let close: (() => void) | undefined;
    let isGone = false;
    change({ kind: "reset" });
    readPage({ component, environment, text }, { limit: 500 }).then(
      (page) => {
        if (isGone) return;
        change({ kind: "opened", lines: page.lines, older: page.older });
        const query = new URLSearchParams({ environment });
        if (text !== "") query.set("q", text);
        // The stream's cursors are texts, so it is told where to begin by its path and resumes by Last-Event-ID.
        if (page.newer !== null) query.set("after", page.newer);
        close = openStream<Batch>({
          path: `/api/v1/components/${encodeURIComponent(component)}/logs/stream?${query.toString()}`,
          type: "lines",
          onMessage: ({ lines }) => {
            change({ kind: "newer", lines });
          },
          onStatus: setStatus,
          onGap: () => {
            setAttempt((before) => before + 1);
          },
        });
      },
      (reason: unknown) => {
        if (!isGone) change({ kind: "failed", reason });
      },
    );
    return () => {
      isGone = true;
      close?.();
    };
  }, [component, environment, text, attempt]);

  const readOlder = useCallback(async () => {
    if (state.older === null || isReading.current) return;
    isReading.current = true;
    try {
      const page = await readPage({ component, environment, text }, { before: state.older, limit: 500 });
      change({ kind: "older", lines: page.lines, older: page.older });
    } catch (reason) {
      change({ kind: "failed", reason });
    } finally {
      isReading.current = false;
    }
  }, [component, environment, text, state.older]);

  return {
    lines: state.lines,
    hasOlder: state.older !== null,
    status,
    error: state.error,
    isLoaded: state.isLoaded,
    readOlder,
    retry: () => {
      setAttempt((before) => before + 1);
    },
  };
}

/** Up to 5,000 lines up to now, for a file. */
export async function readLog(place: LogPlace): Promise<WorkloadLine[]> {
  return (await readPage(place, { limit: 5_000 })).lines;
}

/** How far back metrics are shown, in seconds. */
export const windows = { "1h": 3_600, "6h": 21_600, "24h": 86_400, "7d": 604_800 } as const;
export type Window = keyof typeof windows;

export const metricKeys = {
  all: ["observe", "metrics"] as const,
  of: (component: string, environment: string, window: Window) =>
    [...metricKeys.all, component, environment, window] as const,
};

const sampleEvery = 15_000;

/** RFC 3339 without fractions of a second. */
function secondsAgo(seconds: number): string {
  return `${new Date(Date.now() - seconds * 1_000).toISOString().slice(0, 19)}Z`;
}

export function useWorkloadMetrics(component: string, environment: string, window: Window) {
  return useQuery({
    queryKey: metricKeys.of(component, environment, window),
    queryFn: ({ signal }) =>
      unwrapBody(
        api.GET("/api/v1/components/{name}/metrics", {
          params: {
            path: { name: component },
            query: { environment, from: secondsAgo(windows[window]) },
          },
          signal,
        }),
      ),
    staleTime: sampleEvery,
    placeholderData: keepPreviousData,
  });
}
