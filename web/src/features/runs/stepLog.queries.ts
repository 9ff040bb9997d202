import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { isMarker, type Marker } from "./logGroups";
import { isFinal, runKeys, type LogLine, type RunStep, type StepKey } from "./runs.queries";
import { api, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";
import { openStream, type StreamStatus } from "@/shared/api/stream";

type LogPage = components["schemas"]["LogPage"];

const pageSize = 500;
const groupMarkers = String.raw`^##\[(group|endgroup)\]`;
/** While a step runs, its log is streamed from this many lines before the end; what is older comes in pages. */
const streamedBefore = 2_000;

interface StreamedLog {
  /** The number of the line before the first streamed one. */
  base: number;
  lines: LogLine[];
  status: StreamStatus;
}

export interface StepLogLines {
  /** How many lines the log has, as far as known. */
  count: number;
  /** The line at `index` from 0; undefined while it loads. */
  line: (index: number) => LogLine | undefined;
  /** Where groups begin and end, in order. */
  markers: Marker[];
  /** False while it is not known yet where groups are, which moves lines. */
  hasMarkers: boolean;
  status: StreamStatus | undefined;
  error: Error | null;
  retry: () => void;
}

/**
 * A step's log, of any length: a running step's end is streamed, everything else is read in pages as `first` to `last`
 * (indexes from 0) come into sight. `step` is undefined where there is none to show.
 */
export function useStepLog(key: StepKey, step: RunStep, first: number, last: number): StepLogLines {
  const isStreamed = useLatch(!isFinal(step.state), key);
  const streamed = useStreamedLog(key, step, isStreamed);
  const paged = streamed?.base ?? step.logLines;

  const pages: number[] = [];
  for (let page = Math.floor(first / pageSize); page * pageSize < Math.min(last + 1, paged); page++) pages.push(page);
  const results = useQueries({
    queries: pages.map((page) => ({
      queryKey: runKeys.log(key, page),
      queryFn: ({ signal }: { signal: AbortSignal }) => fetchLines(key, page * pageSize + 1, pageSize, signal),
      // A full page of a log never changes.
      staleTime: Infinity,
    })),
  });
  const byPage = new Map(pages.map((page, index) => [page, results[index]?.data]));
  const marked = useQuery({
    queryKey: runKeys.logGroups(key),
    queryFn: async ({ signal }) => {
      const page = await unwrapBody(
        api.GET("/api/v1/runs/{id}/nodes/{key}/steps/{step}/log", {
          params: {
            path: { id: key.run, key: key.node, step: key.step },
            query: { attempt: key.attempt, search: groupMarkers, limit: 10_000 },
          },
          signal,
        }),
      );
      return page.lines;
    },
    staleTime: Infinity,
    enabled: paged > 0,
  });
  const markers: Marker[] = [
    ...(marked.data ?? []).filter(({ n }) => n <= paged),
    ...(streamed?.lines ?? []).filter(({ text }) => isMarker(text)),
  ];

  return {
    markers,
    hasMarkers: paged === 0 || !marked.isPending,
    count: paged + (streamed?.lines.length ?? 0),
    line: (index) =>
      index < paged ? byPage.get(Math.floor(index / pageSize))?.[index % pageSize] : streamed?.lines[index - paged],
    status: streamed?.status,
    error: results.find((result) => result.isError)?.error ?? null,
    retry: () => {
      results.forEach((result) => {
        if (result.isError) void result.refetch();
      });
    },
  };
}

/** The value that `isOn` had when `key` was first seen: a step that ends while it is watched stays as it was shown. */
function useLatch(isOn: boolean, key: StepKey): boolean {
  const id = JSON.stringify(key);
  const [latch, setLatch] = useState({ id, isOn });
  if (latch.id === id) return latch.isOn;
  setLatch({ id, isOn });
  return isOn;
}

function useStreamedLog(key: StepKey, step: RunStep, isStreamed: boolean): StreamedLog | undefined {
  const [log, setLog] = useState<StreamedLog & { id: string }>();
  const { run, node, step: index, attempt } = key;
  const id = JSON.stringify(key);
  const [base] = useStateFor(id, () => Math.max(0, step.logLines - streamedBefore));

  useEffect(() => {
    if (!isStreamed) return;
    const path = `/api/v1/runs/${encodeURIComponent(run)}/nodes/${encodeURIComponent(node)}/steps/${String(index)}/log/stream`;
    let lines: LogLine[] = [];
    let status: StreamStatus = "connecting";
    const show = () => {
      setLog({ id, base, lines, status });
    };
    return openStream<LogPage>({
      path: `${path}?attempt=${String(attempt)}`,
      type: "lines",
      after: base,
      onMessage: (batch) => {
        const known = base + lines.length;
        const fresh = batch.lines.filter((line) => line.n > known);
        if (fresh.length === 0) return;
        lines = [...lines, ...fresh];
        show();
      },
      onStatus: (next) => {
        status = next;
        show();
      },
    });
  }, [id, run, node, index, attempt, base, isStreamed]);

  if (!isStreamed) return undefined;
  return log?.id === id ? log : { base, lines: [], status: "connecting" };
}

/** A value made once per id. */
function useStateFor<T>(id: string, make: () => T): [T] {
  const [held, setHeld] = useState(() => ({ id, value: make() }));
  if (held.id === id) return [held.value];
  const next = { id, value: make() };
  setHeld(next);
  return [next.value];
}

async function fetchLines(key: StepKey, from: number, limit: number, signal?: AbortSignal): Promise<LogLine[]> {
  const page = await unwrapBody(
    api.GET("/api/v1/runs/{id}/nodes/{key}/steps/{step}/log", {
      params: {
        path: { id: key.run, key: key.node, step: key.step },
        query: { attempt: key.attempt, from, limit },
      },
      ...(signal === undefined ? {} : { signal }),
    }),
  );
  return page.lines;
}

const copyLimit = 10_000;

/** The lines of a log for the clipboard: all of them, or the last 10,000 of a longer one. */
export function readLogEnd(key: StepKey, count: number): Promise<LogLine[]> {
  return fetchLines(key, Math.max(1, count - copyLimit + 1), copyLimit);
}

interface LogMatches {
  /** Numbers of the lines that match, in order. */
  lines: number[];
  total: number;
}

const noMatches: LogMatches = { lines: [], total: 0 };

/** The lines of the whole log that hold `text`, whatever its case. `count`: how many lines there are to look at. */
export function useLogMatches(key: StepKey, text: string, count: number) {
  const matches = useQuery({
    queryKey: runKeys.logMatches(key, text, count),
    queryFn: ({ signal }) =>
      unwrapBody(
        api.GET("/api/v1/runs/{id}/nodes/{key}/steps/{step}/log/matches", {
          params: {
            path: { id: key.run, key: key.node, step: key.step },
            query: { attempt: key.attempt, search: `(?i)${escapePattern(text)}` },
          },
          signal,
        }),
      ),
    enabled: text !== "",
    staleTime: Infinity,
    placeholderData: keepPreviousData,
  });
  return { ...(text === "" ? noMatches : (matches.data ?? noMatches)), isPending: text !== "" && matches.isPending };
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}

/** Where the browser downloads the whole log from. */
export function logUrl(key: StepKey): string {
  const step = [key.run, "nodes", key.node, "steps", String(key.step)].map(encodeURIComponent).join("/");
  return `/api/v1/runs/${step}/log/text?attempt=${String(key.attempt)}`;
}
