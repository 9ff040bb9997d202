import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useEntity, type EntityDetail } from "./catalog.queries";
import { KindIcon } from "./KindIcon";
import { parseRef, shortRef, type EntityParts } from "@/shared/lib/refs";
import { CopyAs } from "@/shared/ui/CopyAs";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { IconExternalLink } from "@/shared/ui/icons";
import { Owner } from "@/shared/ui/Owner";
import { Page } from "@/shared/ui/Page";
import { Skeleton } from "@/shared/ui/Skeleton";
import { RelativeTime } from "@/shared/ui/Time";
import "./catalog.css";

interface EntityPageProps {
  parts: EntityParts;
}

export function EntityPage({ parts }: EntityPageProps) {
  const entity = useEntity(parts);
  const ref = `${parts.kind}:${parts.namespace}/${parts.name}`;
  const path = [parts.kind, parts.namespace, parts.name].map(encodeURIComponent).join("/");
  const actions = <CopyAs cli={`towpath catalog get ${ref}`} api={`/api/v1/entities/${path}`} />;

  if (entity.isPending || entity.isError) {
    return (
      <Page title={parts.name} lead={ref} actions={actions}>
        <div className="panel">
          {entity.isPending ? (
            <Skeleton label={`Loading ${ref}`} lines={5} />
          ) : (
            <ErrorPanel error={entity.error} onRetry={() => void entity.refetch()} />
          )}
        </div>
      </Page>
    );
  }
  const { data } = entity;
  return (
    <Page
      title={data.title ?? data.name}
      mark={<KindIcon kind={data.kind} type={data.type} />}
      lead={data.description ?? undefined}
      actions={actions}
    >
      <div className="entity">
        <Facts entity={data} />
        <Relations entity={data} />
        <Links entity={data} />
        <Annotations entity={data} />
      </div>
    </Page>
  );
}

interface SectionProps {
  title: string;
  children: ReactNode;
}

function Section({ title, children }: SectionProps) {
  return (
    <section className="panel entity-section" aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

interface EntityProps {
  entity: EntityDetail;
}

function Facts({ entity }: EntityProps) {
  const facts: [string, ReactNode][] = [
    ["Kind", entity.kind],
    ["Type", entity.type],
    ["Lifecycle", entity.lifecycle],
    ["Owner", entity.owner === null ? null : <RefLink target={entity.owner} label={<Owner owner={entity.owner} />} />],
    ["Reference", <code className="mono">{entity.ref}</code>],
    ["Declared in", <Source source={entity.source} />],
    ["Tags", entity.tags.length === 0 ? null : entity.tags.join(", ")],
    ["Updated", <RelativeTime at={entity.updatedAt} />],
  ];
  return (
    <Section title="About">
      <dl className="facts">
        {facts.map(
          ([label, value]) =>
            value !== null && (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
    </Section>
  );
}

/** "dependsOn" as "depends on". */
function words(relation: string): string {
  return relation.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/\bapi/, "API");
}

function Relations({ entity }: EntityProps) {
  // The owner stands among the facts.
  const relations = entity.relations.filter((relation) => relation.type !== "ownedBy");
  if (relations.length === 0) return null;
  const types = [...new Set(relations.map((relation) => relation.type))];
  return (
    <Section title="Relations">
      <dl className="facts">
        {types.map((type) => (
          <div key={type}>
            <dt>{words(type)}</dt>
            <dd>
              <ul className="plain-list">
                {relations
                  .filter((relation) => relation.type === type)
                  .map((relation) => (
                    <li key={relation.target}>
                      <RefLink target={relation.target} label={shortRef(relation.target)} />
                    </li>
                  ))}
              </ul>
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

function Links({ entity }: EntityProps) {
  if (entity.links.length === 0) return null;
  return (
    <Section title="Links">
      <ul className="plain-list">
        {entity.links.map((link) => (
          <li key={link.url}>
            {/^(https?|mailto):/i.test(link.url) ? (
              <a className="text-link" href={link.url} rel="noreferrer">
                {link.title ?? link.url} <IconExternalLink size={13} aria-hidden />
              </a>
            ) : (
              `${link.title ?? ""} ${link.url}`
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Annotations({ entity }: EntityProps) {
  const entries = Object.entries(entity.annotations);
  if (entries.length === 0) return null;
  return (
    <Section title="Annotations">
      <dl className="facts">
        {entries.map(([key, value]) => (
          <div key={key}>
            <dt className="mono">{key}</dt>
            <dd className="mono">{value}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

interface SourceProps {
  source: EntityDetail["source"];
}

/** "payments/orders, catalog-info.yaml at 9f1c2ab4". */
function Source({ source }: SourceProps) {
  if (source.name === "api") return "the API";
  const file = source.file === null ? "" : `, ${source.file}`;
  const commit = source.commit === null ? "" : ` at ${source.commit.slice(0, 8)}`;
  return <code className="mono">{`${source.name.replace(/^repository:/, "")}${file}${commit}`}</code>;
}

interface RefLinkProps {
  target: string;
  label: ReactNode;
}

function RefLink({ target, label }: RefLinkProps) {
  const parts = parseRef(target);
  if (parts === undefined) return <span>{label}</span>;
  return (
    <Link className="text-link" title={target} to="/catalog/$kind/$namespace/$name" params={{ ...parts }}>
      {label}
    </Link>
  );
}
