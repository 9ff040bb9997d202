import { queryOptions, useQueries, useQuery } from "@tanstack/react-query";
import { catalogKeys, entityQuery, type EntityDetail } from "@/features/catalog/catalog.queries";
import { api, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

type GoldenPath = components["schemas"]["GoldenPathList"]["items"][number];

const teamsQuery = queryOptions({
  queryKey: [...catalogKeys.all, "teams"],
  queryFn: ({ signal }) =>
    unwrapBody(api.GET("/api/v1/entities", { params: { query: { kind: "group", limit: 30 } }, signal })),
});

/** The groups there are, with the links they name in the catalog. */
export function useTeams() {
  const teams = useQuery(teamsQuery);
  const details = useQueries({
    queries: (teams.data?.items ?? []).map(({ namespace, name }) => entityQuery({ kind: "group", namespace, name })),
    combine: (results) => results.flatMap(({ data }): EntityDetail[] => (data === undefined ? [] : [data])),
  });
  return { teams, details };
}

/** The golden paths that teach something. */
export function useTutorials() {
  return useQuery({
    queryKey: ["golden_paths", "tutorials"],
    queryFn: async ({ signal }): Promise<GoldenPath[]> => {
      const { items } = await unwrapBody(api.GET("/api/v1/golden-paths", { signal }));
      return items.filter(({ tags }) => tags.includes("tutorial"));
    },
  });
}
