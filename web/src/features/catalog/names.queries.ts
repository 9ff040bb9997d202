import { queryOptions, useQuery } from "@tanstack/react-query";
import { catalogKeys } from "./catalog.queries";
import { api, unwrapBody } from "@/shared/api/client";

/** An entity by name: what a search needs. */
export interface NamedEntity {
  kind: string;
  namespace: string;
  name: string;
  owner: string | null;
}

/** The names of everything one may see; some hundred kB at 10,000, so they are read once and after changes. */
export const namesQuery = queryOptions({
  queryKey: catalogKeys.names(),
  queryFn: async ({ signal }) => {
    const groups = await unwrapBody(api.GET("/api/v1/entity-names", { signal }));
    return groups.items.flatMap(({ kind, namespace, owner, names }) =>
      names.map((name): NamedEntity => ({ kind: kind.toLowerCase(), namespace, name, owner })),
    );
  },
  staleTime: 60_000,
});

export function useEntityNames() {
  return useQuery(namesQuery);
}

/** Entities whose descriptions or other words hold the text, from the server. Nothing for less than three letters. */
export function useMentions(text: string) {
  return useQuery({
    queryKey: [...catalogKeys.all, "mentions", text],
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/entities", { params: { query: { text, limit: 6 } }, signal })),
    enabled: text.length > 2,
    staleTime: 30_000,
  });
}
