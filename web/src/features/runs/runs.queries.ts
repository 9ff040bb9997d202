import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useEffect } from "react";
import { applyJournal } from "./journal";
import { api, unwrap, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";
import { openStream } from "@/shared/api/stream";

export type Run = components["schemas"]["Run"];
export type RunDetail = components["schemas"]["RunDetail"];
export type RunNode = components["schemas"]["Node"];
export type RunStep = components["schemas"]["Step"];
export type JournalEntry = components["schemas"]["JournalEntry"];
export type LogLine = components["schemas"]["LogLine"];
export type Explanation = components["schemas"]["Explanation"];
export type Artifact = components["schemas"]["Artifact"];

/** What the list of runs shows; the search part of its URL. */
export interface RunFilter {
  kind?: string;
  state?: string;
  subject?: string;
  project?: string;
  owner?: string;
  branch?: string;
  actor?: string;
  /** RFC 3339. */
  from?: string;
  to?: string;
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
  artifacts: (id: string) => [...runKeys.all, "artifacts", id] as const,
  log: (step: StepKey, page: number) => [...runKeys.all, "log", step, page] as const,
  logGroups: (step: StepKey) => [...runKeys.all, "log", step, "groups"] as const,
  logMatches: (step: StepKey, text: string, count: number) =>
    [...runKeys.all, "log", step, "matches", text, count] as const,
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

export function useUndoRun(id: string) {
  return useMutation({
    mutationFn: () => unwrapBody(api.POST("/api/v1/runs/{id}/undo", { params: { path: { id } } })),
  });
}

/** Approves or denies a node that waits for it. */
export function useDecide(id: string, key: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { approve: boolean; comment: string }) =>
      unwrap(api.POST("/api/v1/runs/{id}/nodes/{key}/decision", { params: { path: { id, key } }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: runKeys.detail(id) }),
  });
}

/** Says whether the effect of a node in state unknown has happened. */
export function useResolve(id: string, key: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (happened: boolean) =>
      unwrap(
        api.POST("/api/v1/runs/{id}/nodes/{key}/resolution", { params: { path: { id, key } }, body: { happened } }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: runKeys.detail(id) }),
  });
}

/** Files kept with a run; read again when the run's state changes. */
export function useArtifacts(run: RunDetail) {
  return useQuery({
    queryKey: [...runKeys.artifacts(run.id), run.state],
    queryFn: ({ signal }) =>
      unwrapBody(api.GET("/api/v1/runs/{id}/artifacts", { params: { path: { id: run.id } }, signal })),
    placeholderData: keepPreviousData,
  });
}

/** Where the browser downloads an artifact from. */
export function artifactUrl(run: string, name: string): string {
  return `/api/v1/runs/${encodeURIComponent(run)}/artifacts/${encodeURIComponent(name)}`;
}
