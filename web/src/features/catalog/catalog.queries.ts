import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useInfiniteQuery,
  useQuery,
} from "@tanstack/react-query";
import { api, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";
import type { EntityParts } from "@/shared/lib/refs";

export type Entity = components["schemas"]["Entity"];
export type EntityDetail = components["schemas"]["EntityDetail"];
export type EntityFacets = components["schemas"]["EntityFacets"];

/** What the catalog list shows; the search part of its URL. No kind means components, "all" means every kind. */
export interface CatalogFilter {
  kind?: string;
  owner?: string;
  type?: string;
  lifecycle?: string;
  text?: string;
}

const filterNames = ["kind", "owner", "type", "lifecycle", "text"] as const;
export const defaultKind = "component";

/** The filter of a URL's search part; what is not a text is left out. */
export function parseCatalogFilter(search: Record<string, unknown>): CatalogFilter {
  const filter: CatalogFilter = {};
  for (const name of filterNames) {
    const value = search[name];
    // The router reads "42" as a number; for us it is a text to find.
    if (typeof value === "string" && value !== "") filter[name] = value;
    else if (typeof value === "number") filter[name] = String(value);
  }
  return filter;
}

/** The filter as the API has it. */
export function toApiFilter({ kind, ...rest }: CatalogFilter): CatalogFilter {
  const value = kind ?? defaultKind;
  return value === "all" ? rest : { kind: value, ...rest };
}

/** Every catalog query key starts here, so one call can invalidate them all. */
export const catalogKeys = {
  all: ["catalog"] as const,
  list: (filter: CatalogFilter) => [...catalogKeys.all, "list", toApiFilter(filter)] as const,
  facets: (filter: CatalogFilter) => [...catalogKeys.all, "facets", toApiFilter(filter)] as const,
  entity: ({ kind, namespace, name }: EntityParts) => [...catalogKeys.all, "entity", kind, namespace, name] as const,
};

export function entitiesQuery(filter: CatalogFilter) {
  return infiniteQueryOptions({
    queryKey: catalogKeys.list(filter),
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => {
      const page = pageParam === "" ? {} : { after: pageParam };
      return unwrapBody(
        api.GET("/api/v1/entities", { params: { query: { ...toApiFilter(filter), ...page } }, signal }),
      );
    },
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

export function useEntities(filter: CatalogFilter) {
  return useInfiniteQuery(entitiesQuery(filter));
}

/** The values to filter by. A list without them still works, so nobody is told when they do not come. */
export function useEntityFacets(filter: CatalogFilter) {
  return useQuery({
    queryKey: catalogKeys.facets(filter),
    queryFn: ({ signal }) =>
      unwrapBody(api.GET("/api/v1/entity-facets", { params: { query: toApiFilter(filter) }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function entityQuery(parts: EntityParts) {
  return queryOptions({
    queryKey: catalogKeys.entity(parts),
    queryFn: ({ signal }) =>
      unwrapBody(api.GET("/api/v1/entities/{kind}/{namespace}/{name}", { params: { path: { ...parts } }, signal })),
  });
}

export function useEntity(parts: EntityParts) {
  return useQuery(entityQuery(parts));
}
