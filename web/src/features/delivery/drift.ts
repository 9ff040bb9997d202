import type { Resource } from "./delivery.queries";

/** What a component has in one environment: it is looked at and set right together. */
export interface ResourcePlace {
  key: string;
  component: string;
  environment: string;
  owner: string;
  resources: Resource[];
  /** Those that are not as they were applied. */
  drifted: Resource[];
  /** When one of them was looked at last; null for never. */
  lookedAt: string | null;
}

export interface DriftFilter {
  component?: string;
  environment?: string;
}

/** Active resources by place, those with drift first, then by name. */
export function placesOf(resources: readonly Resource[], { component, environment }: DriftFilter): ResourcePlace[] {
  const places = new Map<string, ResourcePlace>();
  for (const each of resources) {
    if (each.state !== "active") continue;
    if (component !== undefined && each.component !== component) continue;
    if (environment !== undefined && each.environment !== environment) continue;
    const key = `${each.component} ${each.environment}`;
    const place: ResourcePlace = places.get(key) ?? {
      key,
      component: each.component,
      environment: each.environment,
      owner: each.owner,
      resources: [],
      drifted: [],
      lookedAt: null,
    };
    places.set(key, place);
    place.resources.push(each);
    if (each.drift !== null) place.drifted.push(each);
    if (each.observedAt !== null && (place.lookedAt === null || each.observedAt > place.lookedAt))
      place.lookedAt = each.observedAt;
  }
  return [...places.values()].sort(
    (a, b) =>
      Number(b.drifted.length > 0) - Number(a.drifted.length > 0) ||
      a.component.localeCompare(b.component, "en") ||
      a.environment.localeCompare(b.environment, "en"),
  );
}
