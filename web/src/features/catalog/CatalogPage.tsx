import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { CatalogFilters } from "./CatalogFilters";
import { defaultKind, toApiFilter, useEntities, type CatalogFilter, type Entity } from "./catalog.queries";
import { KindIcon } from "./KindIcon";
import { Lifecycle } from "./Lifecycle";
import { ViewMenu } from "./ViewMenu";
import { CopyAs } from "@/shared/ui/CopyAs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Owner } from "@/shared/ui/Owner";
import { Page } from "@/shared/ui/Page";
import { KeyHint } from "@/shared/ui/Segments";
import { Skeleton } from "@/shared/ui/Skeleton";
import { RelativeTime } from "@/shared/ui/Time";
import { VirtualTable, type Column } from "@/shared/ui/VirtualTable";

interface CatalogPageProps {
  filter: CatalogFilter;
  onFilter: (filter: CatalogFilter) => void;
  /** What other modules know of a component: columns of theirs. */
  activity: Column<Entity>[];
}

export function CatalogPage({ filter, onFilter, activity }: CatalogPageProps) {
  const apiFilter = toApiFilter(filter);
  const query = new URLSearchParams({ ...apiFilter });
  const { sort: _, ...narrowing } = apiFilter;
  const flags = Object.entries(narrowing).map(([name, value]) => ` --${name} ${quote(String(value))}`);

  return (
    <Page
      title="Catalog"
      lead="Everything that is built and run here, and who owns it."
      actions={
        <>
          <ViewMenu filter={filter} onFilter={onFilter} />
          <CopyAs cli={`towpath catalog list${flags.join("")}`} api={`/api/v1/entities?${query.toString()}`} />
        </>
      }
    >
      <section className="panel table-frame" aria-label="Entities">
        <CatalogFilters filter={filter} onFilter={onFilter} />
        <EntityList filter={filter} onFilter={onFilter} activity={activity} />
      </section>
    </Page>
  );
}

function quote(value: string): string {
  return /^[\w:./,-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}

const name: Column<Entity> = {
  key: "name",
  header: "Name",
  track: "minmax(220px, 1.6fr)",
  render: (entity) => (
    <Link
      className="row-link"
      to="/catalog/$kind/$namespace/$name"
      params={{ kind: entity.kind.toLowerCase(), namespace: entity.namespace, name: entity.name }}
    >
      <KindIcon kind={entity.kind} type={entity.type} />
      <span className="row-text">
        <span className="row-title">{entity.title ?? entity.name}</span>
        <span className="row-note">
          {[entity.title === null ? null : entity.name, entity.description].filter(Boolean).join(" · ")}
        </span>
      </span>
    </Link>
  ),
};
const kind: Column<Entity> = {
  key: "kind",
  header: "Kind",
  track: "92px",
  render: (entity) => <span className="soft">{entity.kind}</span>,
};
const others: Column<Entity>[] = [
  { key: "owner", header: "Owner", track: "minmax(110px, 0.6fr)", render: (entity) => <Owner owner={entity.owner} /> },
  {
    key: "type",
    header: "Type",
    track: "110px",
    render: (entity) => <span className="soft clip">{entity.type ?? "–"}</span>,
  },
  {
    key: "lifecycle",
    header: "Lifecycle",
    track: "110px",
    isMinor: true,
    render: (entity) => <Lifecycle value={entity.lifecycle} />,
  },
  {
    key: "tags",
    header: "Tags",
    track: "minmax(90px, 0.7fr)",
    isMinor: true,
    render: (entity) => <Tags tags={entity.tags} />,
  },
  {
    key: "updated",
    header: "Updated",
    track: "96px",
    isEnd: true,
    render: (entity) => (
      <span className="soft">
        <RelativeTime at={entity.updatedAt} />
      </span>
    ),
  },
];
const owner = others[0];
const type = others[1];
const lifecycle = others[2];

/** Of components, how they are delivered; of other kinds, what is declared. */
function columnsFor(kindShown: string, activity: Column<Entity>[]): Column<Entity>[] {
  if (kindShown === "all") return [name, kind, ...others];
  if (kindShown !== defaultKind || owner === undefined || type === undefined || lifecycle === undefined)
    return [name, ...others];
  return [name, owner, lifecycle, ...activity];
}

function EntityList({ filter, onFilter, activity }: CatalogPageProps) {
  const { head, total, rowAt, onRange } = useEntities(filter);

  if (head.isPending) return <Skeleton label="Loading the catalog" />;
  if (head.isError) return <ErrorPanel error={head.error} onRetry={() => void head.refetch()} />;
  if (total === 0) return <Nothing filter={filter} onFilter={onFilter} />;

  return (
    <>
      <VirtualTable
        // A list in another order or of other rows begins at its top.
        key={JSON.stringify(toApiFilter(filter))}
        label="Entities"
        columns={columnsFor(filter.kind ?? defaultKind, activity)}
        rows={head.data.items}
        rowAt={rowAt}
        onRange={onRange}
        rowKey={(entity) => entity.ref}
        total={total}
      />
      <footer className="table-foot">
        <span className="tabular" role="status">
          {total.toLocaleString("en")} {total === 1 ? "entity" : "entities"}
        </span>
        <KeyHint keys={["J", "K"]}>move</KeyHint>
        <KeyHint keys={["Enter"]}>open</KeyHint>
        <KeyHint keys={["/"]}>filter</KeyHint>
      </footer>
    </>
  );
}

function Nothing({ filter, onFilter }: Omit<CatalogPageProps, "activity">) {
  const { kind, sort: _, ...narrowing } = filter;
  if (Object.keys(narrowing).length > 0) {
    return (
      <EmptyState
        title="Nothing matches these filters."
        action={
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              onFilter(kind === undefined ? {} : { kind });
            }}
          >
            Clear the filters
          </Button>
        }
      >
        Filters narrow each other: an entity is listed when it meets all of them.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="Nothing of this kind is in the catalog yet."
      action={<code className="feedback-hint mono">towpath new</code>}
    >
      Entities come from <code className="mono">catalog-info.yaml</code> in a repository, on each push. Create a
      component from a golden path:
    </EmptyState>
  );
}

interface TagsProps {
  tags: string[];
}

function Tags({ tags }: TagsProps) {
  if (tags.length === 0) return null;
  return (
    <span className="tags clip" title={tags.join(", ")}>
      {tags.map((tag) => (
        <span key={tag} className="tag">
          {tag}
        </span>
      ))}
    </span>
  );
}
