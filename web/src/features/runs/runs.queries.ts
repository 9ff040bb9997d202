import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQueries,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { applyJournal } from "./journal";
import { api, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";
import { openStream, type StreamStatus } from "@/shared/api/stream";

export type Run = components["schemas"]["Run"];
export type RunDetail = components["schemas"]["RunDetail"];
export type RunNode = components["schemas"]["Node"];
export type RunStep = components["schemas"]["Step"];
export type JournalEntry = components["schemas"]["JournalEntry"];
export type LogLine = components["schemas"]["LogLine"];
type LogPage = components["schemas"]["LogPage"];

/** What the list of runs shows; the search part of its URL. */
export interface RunFilter {
  kind?: string;
  state?: string;
  subject?: string;
  project?: string;
  owner?: string;
}

/** Which step's log. */
export interface StepKey {
  run: string;
  node: string;
  step: number;
  attempt: number;
}

export const runKeys = {
  all: ["runs"] as const,
  lists: () => [...runKeys.all, "list"] as const,
  list: (filter: RunFilter) => [...runKeys.lists(), filter] as const,
  detail: (id: string) => [...runKeys.all, "detail", id] as const,
  log: (step: StepKey, page: number) => [...runKeys.all, "log", step, page] as const,
};

const finalStates = new Set(["succeeded", "failed", "cancelled", "timed_out", "skipped"]);

/** True for a state of a run, node or step that does not change any more. */
export function isFinal(state: string): boolean {
  return finalStates.has(state);
}

export function runsQuery(filter: RunFilter) {
  return infiniteQueryOptions({
    queryKey: runKeys.list(filter),
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => {
      const page = pageParam === "" ? {} : { after: pageParam };
      return unwrapBody(api.GET("/api/v1/runs", { params: { query: { ...filter, ...page } }, signal }));
    },
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

export function useRuns(filter: RunFilter) {
  return useInfiniteQuery(runsQuery(filter));
}

export function runQuery(id: string) {
  return queryOptions({
    queryKey: runKeys.detail(id),
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/runs/{id}", { params: { path: { id } }, signal })),
    staleTime: Infinity,
  });
}

/** One run, kept current by its journal until it ends. */
export function useRun(id: string) {
  const client = useQueryClient();
  const run = useQuery(runQuery(id));
  const isOpen = run.data !== undefined && !isFinal(run.data.state);

  useEffect(() => {
    if (!isOpen) return;
    const { queryKey } = runQuery(id);
    const after = client.getQueryData(queryKey)?.journalSeq;
    /** Entries newer than the run as it was last read. */
    let newer: JournalEntry[] = [];
    let isReading = false;
    let isClosed = false;

    function catchUp() {
      let current = client.getQueryData(queryKey);
      if (current === undefined || isReading || isClosed) return;
      const known = current.journalSeq;
      newer = newer.filter((entry) => entry.seq > known);
      for (const entry of newer) {
        const next = applyJournal(current, entry);
        if (next === undefined) return readAgain();
        current = next;
      }
      client.setQueryData(queryKey, current);
    }

    /** Reads the run again; what came in the meantime is applied to the answer, which may be older. */
    function readAgain() {
      isReading = true;
      void client.invalidateQueries({ queryKey }).then(() => {
        isReading = false;
        // A failed read is tried again with the next entry, or by the reader.
        if (client.getQueryState(queryKey)?.status === "success") catchUp();
      });
    }

    const close = openStream<JournalEntry>({
      path: `/api/v1/runs/${encodeURIComponent(id)}/journal/stream`,
      type: "journal",
      ...(after === undefined ? {} : { after }),
      onMessage: (entry) => {
        newer.push(entry);
        catchUp();
      },
    });
    return () => {
      isClosed = true;
      close();
    };
  }, [client, id, isOpen]);

  return run;
}

export function useCancelRun(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => unwrapBody(api.POST("/api/v1/runs/{id}/cancellation", { params: { path: { id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: runKeys.detail(id) }),
  });
}

export function useRerun(id: string) {
  return useMutation({
    mutationFn: (mode: "all" | "failed") =>
      unwrapBody(api.POST("/api/v1/runs/{id}/reruns", { params: { path: { id } }, body: { mode } })),
  });
}

const pageSize = 500;
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

  return {
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
