import { infiniteQueryOptions, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

export type TreeEntry = components["schemas"]["TreeEntryList"]["items"][number];
export type Commit = components["schemas"]["Commit"];

/** Every query about what stands in repositories starts here. */
export const codeKeys = {
  all: ["forge", "code"] as const,
  branches: (repository: string) => [...codeKeys.all, repository, "branches"] as const,
  tree: (repository: string, ref: string, path: string) => [...codeKeys.all, repository, "tree", ref, path] as const,
  file: (repository: string, ref: string, path: string) => [...codeKeys.all, repository, "file", ref, path] as const,
  commits: (repository: string, ref: string, path: string) =>
    [...codeKeys.all, repository, "commits", ref, path] as const,
};

const query = (ref: string) => (ref === "" ? {} : { ref });

export function useBranches(repository: string) {
  return useQuery({
    queryKey: codeKeys.branches(repository),
    queryFn: ({ signal }) =>
      unwrapBody(api.GET("/api/v1/repositories/{name}/branches", { params: { path: { name: repository } }, signal })),
  });
}

/** What is in a folder; "" is the top. Asked for only while `isOpen`. */
export function useTree(repository: string, ref: string, path: string, isOpen = true) {
  return useQuery({
    queryKey: codeKeys.tree(repository, ref, path),
    queryFn: ({ signal }) =>
      path === ""
        ? unwrapBody(
            api.GET("/api/v1/repositories/{name}/tree", {
              params: { path: { name: repository }, query: query(ref) },
              signal,
            }),
          )
        : unwrapBody(
            api.GET("/api/v1/repositories/{name}/tree/{path}", {
              params: { path: { name: repository, path }, query: query(ref) },
              signal,
            }),
          ),
    enabled: isOpen,
  });
}

/** The text of a file; null for bytes that are not text. */
export function useFile(repository: string, ref: string, path: string) {
  return useQuery({
    queryKey: codeKeys.file(repository, ref, path),
    queryFn: async ({ signal }) => {
      const answer = api.GET("/api/v1/repositories/{name}/files/{path}", {
        params: { path: { name: repository, path }, query: query(ref) },
        parseAs: "text",
        signal,
      });
      const text = await unwrapBody(answer.then((given) => ({ ...given, data: given.data ?? "" })));
      const type = (await answer).response.headers.get("Content-Type") ?? "";
      return type.startsWith("text/") ? text : null;
    },
    enabled: path !== "",
  });
}

export function useCommits(repository: string, ref: string, path: string) {
  return useInfiniteQuery(
    infiniteQueryOptions({
      queryKey: codeKeys.commits(repository, ref, path),
      initialPageParam: "",
      queryFn: ({ pageParam, signal }) =>
        unwrapBody(
          api.GET("/api/v1/repositories/{name}/commits", {
            params: {
              path: { name: repository },
              query: {
                limit: 50,
                ...query(ref),
                ...(path === "" ? {} : { path }),
                ...(pageParam === "" ? {} : { after: pageParam }),
              },
            },
            signal,
          }),
        ),
      getNextPageParam: (page) => page.next,
    }),
  );
}
