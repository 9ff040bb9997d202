import { keepPreviousData, queryOptions, useQueries, useQuery } from "@tanstack/react-query";
import { useCallback, useState } from "react";
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
  tag?: string;
  text?: string;
  sort?: Sort;
}

const filterNames = ["kind", "owner", "type", "lifecycle", "tag", "text"] as const;
export const sorts = ["owner", "type", "lifecycle", "-updated"] as const;
/** Absent: by name. */
export type Sort = (typeof sorts)[number];

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
  const sort = sorts.find((each) => each === search["sort"]);
  if (sort !== undefined) filter.sort = sort;
  return filter;
}

/** The filter as the API has it. */
export function toApiFilter({ kind, ...rest }: CatalogFilter): CatalogFilter {
  const value = kind ?? defaultKind;
  return value === "all" ? rest : { kind: value, ...rest };
}

/** What narrows the list, without what only orders it. */
function toFacetFilter(filter: CatalogFilter): Omit<CatalogFilter, "sort"> {
  const { sort: _, ...rest } = toApiFilter(filter);
  return rest;
}

/** Every catalog query key starts here, so one call can invalidate them all. */
export const catalogKeys = {
  all: ["catalog"] as const,
  list: (filter: CatalogFilter) => [...catalogKeys.all, "list", toApiFilter(filter)] as const,
  facets: (filter: CatalogFilter) => [...catalogKeys.all, "facets", toFacetFilter(filter)] as const,
  names: () => [...catalogKeys.all, "names"] as const,
  entity: ({ kind, namespace, name }: EntityParts) => [...catalogKeys.all, "entity", kind, namespace, name] as const,
};

const pageSize = 100;

export function entitiesQuery(filter: CatalogFilter, page: number) {
  return queryOptions({
    queryKey: [...catalogKeys.list(filter), page] as const,
    queryFn: ({ signal }) =>
      unwrapBody(
        api.GET("/api/v1/entities", {
          params: {
            query: { ...toApiFilter(filter), limit: pageSize, ...(page === 0 ? {} : { offset: page * pageSize }) },
          },
          signal,
        }),
      ),
    staleTime: 30_000,
  });
}

/**
 * The entities of a filter as one long list of which only the pages in sight are here. A jump anywhere costs one
 * request, and the pages beside those in sight are fetched before somebody gets there.
 */
export function useEntities(filter: CatalogFilter) {
  const [range, setRange] = useState({ first: 0, last: 0 });
  const from = Math.max(0, range.first - 1);
  const pages = Array.from({ length: range.last + 1 - from + 1 }, (_, index) => from + index);
  // The first page tells how many there are, wherever the reader is.
  const head = useQuery({ ...entitiesQuery(filter, 0), placeholderData: keepPreviousData });
  const total = head.data?.total ?? 0;
  const wanted = pages.filter((page) => page > 0 && page * pageSize < total);
  const answers = useQueries({ queries: wanted.map((page) => entitiesQuery(filter, page)) });
  const found = new Map(wanted.map((page, index) => [page, answers[index]?.data]));
  found.set(0, head.data);

  const onRange = useCallback((firstRow: number, lastRow: number) => {
    const next = { first: Math.floor(firstRow / pageSize), last: Math.floor(lastRow / pageSize) };
    setRange((before) => (before.first === next.first && before.last === next.last ? before : next));
  }, []);

  return {
    head,
    total,
    onRange,
    rowAt: (index: number): Entity | undefined => found.get(Math.floor(index / pageSize))?.items[index % pageSize],
  };
}

/** The values to filter by. A list without them still works, so nobody is told when they do not come. */
export function useEntityFacets(filter: CatalogFilter) {
  return useQuery({
    queryKey: catalogKeys.facets(filter),
    queryFn: ({ signal }) =>
      unwrapBody(api.GET("/api/v1/entity-facets", { params: { query: toFacetFilter(filter) }, signal })),
    placeholderData: keepPreviousData,
  });
}

/** What an API declares about itself. */
export function useDefinition(parts: EntityParts) {
  return useQuery({
    queryKey: [...catalogKeys.entity(parts), "definition"],
    queryFn: ({ signal }) =>
      unwrapBody(
        api.GET("/api/v1/entities/{kind}/{namespace}/{name}/definition", { params: { path: { ...parts } }, signal }),
      ),
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
