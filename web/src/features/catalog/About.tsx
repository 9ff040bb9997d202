import type { ReactNode } from "react";
import type { EntityDetail } from "./catalog.queries";
import { monitoringLinks } from "./monitoringLinks";
import { EntityLink } from "./EntityLink";
import { shortRef } from "@/shared/lib/refs";
import { IconExternalLink } from "@/shared/ui/icons";
import { Owner } from "@/shared/ui/Owner";
import { RelativeTime } from "@/shared/ui/Time";
import "./catalog.css";

interface AboutProps {
  entity: EntityDetail;
}

/** What is declared about an entity: facts, relations, links. */
export function About({ entity }: AboutProps) {
  return (
    <div className="entity">
      <Facts entity={entity} />
      <Relations entity={entity} />
      <Links entity={entity} />
      <Annotations entity={entity} />
    </div>
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

function Facts({ entity }: AboutProps) {
  const facts: [string, ReactNode][] = [
    ["Description", entity.description],
    ["Kind", entity.kind],
    ["Type", entity.type],
    ["Lifecycle", entity.lifecycle],
    [
      "Owner",
      entity.owner === null ? null : <EntityLink target={entity.owner} label={<Owner owner={entity.owner} />} />,
    ],
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

function Relations({ entity }: AboutProps) {
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
                      <EntityLink target={relation.target} label={shortRef(relation.target)} />
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

function Links({ entity }: AboutProps) {
  const links = [...monitoringLinks(entity.annotations), ...entity.links];
  if (links.length === 0) return null;
  return (
    <Section title="Links">
      <ul className="plain-list">
        {links.map((link) => (
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

function Annotations({ entity }: AboutProps) {
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
