import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { api, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

type Schemas = components["schemas"];
export type Change = Schemas["Change"];
export type ChangeDetail = Schemas["ChangeDetail"];
export type ChangeThread = Schemas["ChangeThread"];
export type Check = Schemas["Check"];
export type Commit = Schemas["Commit"];
export type Diff = Schemas["Diff"];
export type FileDiff = Schemas["FileDiff"];
export type Hunk = FileDiff["hunks"][number];
export type DiffLine = Hunk["lines"][number];
export type Side = ChangeThread["side"];
export type Verdict = Schemas["Review"]["verdict"];
export type Strategy = NonNullable<Schemas["MergeOptions"]["strategy"]>;
export type Repository = Schemas["Repository"];
export type Protection = Schemas["Protection"];

/** What the list shows; the search part of its URL. */
export interface ChangeFilter {
  state?: Change["state"];
  review?: "mine";
  awaiting?: "me";
  author?: string;
  repository?: string;
  q?: string;
}

/** Which change. */
export interface ChangePlace {
  name: string;
  number: number;
}

export const changeKeys = {
  all: ["changes"] as const,
  lists: () => [...changeKeys.all, "list"] as const,
  list: (filter: ChangeFilter) => [...changeKeys.lists(), filter] as const,
  details: () => [...changeKeys.all, "detail"] as const,
  detail: ({ name, number }: ChangePlace) => [...changeKeys.details(), name, number] as const,
  diff: (place: ChangePlace, head: string) => [...changeKeys.all, "diff", place.name, place.number, head] as const,
  commits: (place: ChangePlace, head: string) =>
    [...changeKeys.all, "commits", place.name, place.number, head] as const,
  repositories: () => [...changeKeys.all, "repositories"] as const,
  repository: (name: string) => [...changeKeys.all, "repository", name] as const,
};

export function changesQuery(filter: ChangeFilter) {
  return infiniteQueryOptions({
    queryKey: changeKeys.list(filter),
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => {
      const page = pageParam === "" ? {} : { after: pageParam };
      return unwrapBody(api.GET("/api/v1/changes", { params: { query: { ...filter, ...page } }, signal }));
    },
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

export function useChanges(filter: ChangeFilter) {
  return useInfiniteQuery(changesQuery(filter));
}

export function changeQuery(place: ChangePlace) {
  return queryOptions({
    queryKey: changeKeys.detail(place),
    queryFn: ({ signal }) =>
      unwrapBody(api.GET("/api/v1/repositories/{name}/changes/{number}", { params: { path: place }, signal })),
  });
}

export function useChange(place: ChangePlace) {
  return useQuery(changeQuery(place));
}

/** What it changes; read again when its head moves. */
export function useDiff(place: ChangePlace, head: string) {
  return useQuery({
    queryKey: changeKeys.diff(place, head),
    queryFn: ({ signal }) =>
      unwrapBody(api.GET("/api/v1/repositories/{name}/changes/{number}/diff", { params: { path: place }, signal })),
    placeholderData: keepPreviousData,
  });
}

/** One file that is too large for the diff of all. */
export function useLargeFile(place: ChangePlace, head: string, path: string, isWanted: boolean) {
  return useQuery({
    queryKey: [...changeKeys.diff(place, head), path],
    queryFn: ({ signal }) =>
      unwrapBody(
        api.GET("/api/v1/repositories/{name}/changes/{number}/diff", {
          params: { path: place, query: { path } },
          signal,
        }),
      ),
    enabled: isWanted,
  });
}

export function useCommits(place: ChangePlace, head: string) {
  return useQuery({
    queryKey: changeKeys.commits(place, head),
    queryFn: ({ signal }) =>
      unwrapBody(api.GET("/api/v1/repositories/{name}/changes/{number}/commits", { params: { path: place }, signal })),
  });
}

/** A mutation after which everything about changes is read again. `onDone` is called also when its form is gone. */
function useChanging<Input, Output>(mutationFn: (input: Input) => Promise<Output>, onDone?: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: () => {
      onDone?.();
      return client.invalidateQueries({ queryKey: changeKeys.all });
    },
  });
}

export function useEdit(place: ChangePlace) {
  return useChanging((body: Schemas["ChangeEdit"]) =>
    unwrapBody(api.PATCH("/api/v1/repositories/{name}/changes/{number}", { params: { path: place }, body })),
  );
}

export function useReview(place: ChangePlace) {
  return useChanging((body: Schemas["NewReview"]) =>
    unwrapBody(api.POST("/api/v1/repositories/{name}/changes/{number}/reviews", { params: { path: place }, body })),
  );
}

export function useComment(place: ChangePlace) {
  return useChanging((body: Schemas["NewComment"]) =>
    unwrapBody(api.POST("/api/v1/repositories/{name}/changes/{number}/comments", { params: { path: place }, body })),
  );
}

export function useResolve(place: ChangePlace) {
  return useChanging(({ thread, resolved }: { thread: string; resolved: boolean }) =>
    unwrapBody(
      api.PUT("/api/v1/repositories/{name}/changes/{number}/threads/{thread}/resolution", {
        params: { path: { ...place, thread } },
        body: { resolved },
      }),
    ),
  );
}

export function useMerge(place: ChangePlace, onMerged: () => void) {
  return useChanging(
    (body: Schemas["MergeOptions"]) =>
      unwrapBody(api.POST("/api/v1/repositories/{name}/changes/{number}/merge", { params: { path: place }, body })),
    onMerged,
  );
}

export function useClose(place: ChangePlace) {
  return useChanging((isOpen: boolean) =>
    isOpen
      ? unwrapBody(api.POST("/api/v1/repositories/{name}/changes/{number}/closure", { params: { path: place } }))
      : unwrapBody(api.POST("/api/v1/repositories/{name}/changes/{number}/reopening", { params: { path: place } })),
  );
}

export function useOpenChange(name: string) {
  return useChanging((body: Schemas["NewChange"]) =>
    unwrapBody(api.POST("/api/v1/repositories/{name}/changes", { params: { path: { name } }, body })),
  );
}

export function useRepositories() {
  return useInfiniteQuery({
    queryKey: changeKeys.repositories(),
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => {
      const page = pageParam === "" ? {} : { after: pageParam };
      return unwrapBody(api.GET("/api/v1/repositories", { params: { query: page }, signal }));
    },
    getNextPageParam: (page) => page.next,
  });
}

export function useRepository(name: string) {
  return useQuery({
    queryKey: [...changeKeys.repository(name), "itself"],
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/repositories/{name}", { params: { path: { name } }, signal })),
  });
}

export function useBranches(name: string) {
  return useQuery({
    queryKey: [...changeKeys.repository(name), "branches"],
    queryFn: ({ signal }) =>
      unwrapBody(api.GET("/api/v1/repositories/{name}/branches", { params: { path: { name } }, signal })),
  });
}

export function useHistory(name: string) {
  return useQuery({
    queryKey: [...changeKeys.repository(name), "commits"],
    queryFn: ({ signal }) =>
      unwrapBody(
        api.GET("/api/v1/repositories/{name}/commits", { params: { path: { name }, query: { limit: 20 } }, signal }),
      ),
  });
}

export function useProtections(name: string) {
  return useQuery({
    queryKey: [...changeKeys.repository(name), "protections"],
    queryFn: ({ signal }) =>
      unwrapBody(api.GET("/api/v1/repositories/{name}/protections", { params: { path: { name } }, signal })),
  });
}

/** Whether a repository is only observed. */
export function useSetUse(name: string) {
  return useChanging((body: Schemas["RepositoryUse"]) =>
    unwrapBody(api.PUT("/api/v1/repositories/{name}/use", { params: { path: { name } }, body })),
  );
}

export function useProtect(name: string) {
  return useChanging(({ branch, ...body }: Protection) =>
    unwrapBody(
      api.PUT("/api/v1/repositories/{name}/protections/{branch}", { params: { path: { name, branch } }, body }),
    ),
  );
}
