/** Of everything scorecards and campaigns are made of: one event may change several of them. */
export const scorecardKeys = {
  all: ["scorecards"] as const,
  list: () => [...scorecardKeys.all, "list"] as const,
  entities: (name: string, team: string | undefined) => [...scorecardKeys.all, "entities", name, team ?? ""] as const,
  teams: (name: string) => [...scorecardKeys.all, "teams", name] as const,
  standings: (entity: string) => [...scorecardKeys.all, "standings", entity] as const,
  campaigns: () => [...scorecardKeys.all, "campaigns"] as const,
  campaign: (id: string) => [...scorecardKeys.all, "campaign", id] as const,
  changes: (entity: string) => [...scorecardKeys.all, "changes", entity] as const,
};
