import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { scorecardKeys } from "./scorecards.keys";
import { api, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

type Schemas = components["schemas"];
export type Scorecard = Schemas["Scorecard"];
export type ScorecardCheck = Schemas["ScorecardCheck"];
export type Outcome = Schemas["CheckOutcome"];
export type Counts = Schemas["CheckCounts"];
export type EntityHeatMap = Schemas["EntityHeatMap"];
export type TeamHeatMap = Schemas["TeamHeatMap"];
export type Column = Schemas["HeatMapColumn"];
export type Standing = Schemas["ScorecardStanding"];
export type StandingCheck = Schemas["StandingCheck"];
export type LevelCount = Schemas["LevelCount"];

/** What of a scorecard is looked at. */
export interface ScorecardView {
  by?: "team";
  /** A group, or "none" for what no group owns. */
  team?: string;
}

/** How many rows of the heat map come at a time. */
const pageSize = 100;

export function useScorecards() {
  return useQuery({
    queryKey: scorecardKeys.list(),
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/scorecards", { signal })),
  });
}

export function useEntityHeatMap(name: string, team: string | undefined, isWanted: boolean) {
  return useInfiniteQuery({
    queryKey: scorecardKeys.entities(name, team),
    enabled: isWanted,
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      unwrapBody(
        api.GET("/api/v1/scorecards/{name}/entities", {
          params: {
            path: { name },
            query: {
              limit: pageSize,
              ...(pageParam === "" ? {} : { after: pageParam }),
              ...(team === undefined ? {} : team === "none" ? { withoutTeam: true } : { team }),
            },
          },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next ?? undefined,
  });
}

export function useTeamHeatMap(name: string) {
  return useQuery({
    queryKey: scorecardKeys.teams(name),
    queryFn: ({ signal }) =>
      unwrapBody(api.GET("/api/v1/scorecards/{name}/teams", { params: { path: { name } }, signal })),
  });
}

export function useStandings(entity: string, isWanted = true) {
  return useQuery({
    queryKey: scorecardKeys.standings(entity),
    enabled: isWanted,
    queryFn: ({ signal }) =>
      unwrapBody(api.GET("/api/v1/scorecard-standings", { params: { query: { entity } }, signal })),
  });
}

export function useScorecardChanges(entity: string) {
  return useQuery({
    queryKey: scorecardKeys.changes(entity),
    queryFn: ({ signal }) =>
      unwrapBody(api.GET("/api/v1/scorecard-changes", { params: { query: { entity, limit: 20 } }, signal })),
  });
}
