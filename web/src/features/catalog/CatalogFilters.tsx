import { useEffect, useRef, useState } from "react";
import { defaultKind, useEntityFacets, type CatalogFilter } from "./catalog.queries";
import { useKeys } from "@/shared/lib/keys";
import { shortRef } from "@/shared/lib/refs";
import { FilterMenu } from "@/shared/ui/FilterMenu";
import { Segments } from "@/shared/ui/Segments";
import "./catalog.css";

const kinds = [
  { value: "component", label: "Components" },
  { value: "api", label: "APIs" },
  { value: "resource", label: "Resources" },
  { value: "system", label: "Systems" },
  { value: "group", label: "Groups" },
  { value: "user", label: "Users" },
  { value: "template", label: "Golden paths" },
  { value: "all", label: "All" },
];

const orders = [
  { value: "", label: "By name" },
  { value: "owner", label: "By owner" },
  { value: "type", label: "By type" },
  { value: "lifecycle", label: "By lifecycle" },
  { value: "-updated", label: "Last changed first" },
];

interface CatalogFiltersProps {
  filter: CatalogFilter;
  onFilter: (filter: CatalogFilter) => void;
}

export function CatalogFilters({ filter, onFilter }: CatalogFiltersProps) {
  const facets = useEntityFacets(filter).data;
  const counts = new Map(facets?.kind.map((facet) => [facet.value.toLowerCase(), facet.count]));

  function change(name: keyof CatalogFilter, value: string | undefined) {
    const { [name]: _, ...rest } = filter;
    onFilter(value === undefined || value === "" ? rest : { ...rest, [name]: value });
  }

  return (
    <div className="table-tools" role="search" aria-label="Filter the catalog">
      <Segments
        label="Kind"
        segments={kinds.map((kind) => ({ ...kind, count: kind.value === "all" ? undefined : counts.get(kind.value) }))}
        value={filter.kind ?? defaultKind}
        onChange={(kind) => {
          // Types and lifecycles belong to a kind; the owner and the text go on to the next one.
          const { type: _type, lifecycle: _lifecycle, ...rest } = filter;
          onFilter({ ...rest, kind });
        }}
      />
      {(["owner", "type", "lifecycle", "tag"] as const).map((name) => (
        <FilterMenu
          key={name}
          label={name.charAt(0).toUpperCase() + name.slice(1)}
          value={filter[name]}
          options={(facets?.[name] ?? []).map((facet) => ({
            ...facet,
            label: name === "owner" ? shortRef(facet.value) : facet.value,
          }))}
          onChange={(value) => {
            change(name, value);
          }}
        />
      ))}
      <select
        className="text-filter sort"
        aria-label="Order"
        value={filter.sort ?? ""}
        onChange={(event) => {
          change("sort", event.currentTarget.value);
        }}
      >
        {orders.map((order) => (
          <option key={order.value} value={order.value}>
            {order.label}
          </option>
        ))}
      </select>
      <TextFilter
        value={filter.text ?? ""}
        onChange={(value) => {
          change("text", value);
        }}
      />
    </div>
  );
}

const settle = 250;

interface TextFilterProps {
  value: string;
  onChange: (value: string) => void;
}

/** Filters while the person types, a quarter of a second after the last key. */
function TextFilter({ value, onChange }: TextFilterProps) {
  // What is being typed; outside of that the URL is the truth.
  const [draft, setDraft] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  useKeys({
    "/": () => {
      input.current?.focus();
    },
  });

  useEffect(() => {
    if (draft === undefined || draft === value) return;
    const timer = setTimeout(() => {
      onChange(draft);
    }, settle);
    return () => {
      clearTimeout(timer);
    };
  });

  return (
    <input
      ref={input}
      type="search"
      className="text-filter table-tools-end"
      aria-label="Filter by text"
      placeholder="Filter…  press /"
      value={draft ?? value}
      onChange={(event) => {
        setDraft(event.currentTarget.value);
      }}
      onBlur={() => {
        if (draft !== undefined && draft !== value) onChange(draft);
        setDraft(undefined);
      }}
    />
  );
}
