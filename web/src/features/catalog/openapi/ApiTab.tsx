import { useMemo, useState } from "react";
import { useDefinition, type EntityDetail } from "../catalog.queries";
import { EntityLink } from "../EntityLink";
import { parseRef, shortRef, type EntityParts } from "@/shared/lib/refs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { readDocument } from "@/shared/ui/openapi/document";
import { OpenApiReader } from "@/shared/ui/openapi/OpenApiReader";
import { serverOf } from "@/shared/ui/openapi/operations";
import { Segments } from "@/shared/ui/Segments";
import { Skeleton } from "@/shared/ui/Skeleton";
import "./openapi.css";

interface ApiTabProps {
  entity: EntityDetail;
  /** Where the entity answers; undefined when it is not known. */
  address: string | undefined;
  search: Record<string, unknown>;
  onSearch: (search: Record<string, unknown>) => void;
}

/** The APIs that an entity provides, itself when it is one, each as operations to read. */
export function ApiTab({ entity, address, search, onSearch }: ApiTabProps) {
  const apis =
    entity.kind === "API"
      ? [entity.ref]
      : entity.relations.filter((relation) => relation.type === "providesApi").map((relation) => relation.target);
  const asked = typeof search["api"] === "string" ? search["api"] : "";
  const current = apis.includes(asked) ? asked : apis[0];
  const parts = current === undefined ? undefined : parseRef(current);
  if (current === undefined || parts === undefined) return null;
  return (
    <div className="api">
      {apis.length > 1 && (
        <Segments
          label="API"
          segments={apis.map((api) => ({ value: api, label: shortRef(api) }))}
          value={current}
          onChange={(api) => {
            onSearch({ api });
          }}
        />
      )}
      <Definition
        key={current}
        parts={parts}
        isOwn={current === entity.ref}
        address={address}
        open={typeof search["operation"] === "string" ? search["operation"] : undefined}
        onOpen={(operation) => {
          onSearch({ ...search, operation });
        }}
      />
    </div>
  );
}

interface DefinitionProps {
  parts: EntityParts;
  /** The page is that of the API itself. */
  isOwn: boolean;
  address: string | undefined;
  open: string | undefined;
  onOpen: (operation: string) => void;
}

function Definition({ parts, isOwn, address, open, onOpen }: DefinitionProps) {
  const definition = useDefinition(parts);
  const ref = `${parts.kind}:${parts.namespace}/${parts.name}`;
  const [words, setWords] = useState("");
  const root = definition.data?.document;
  const document = useMemo(() => readDocument(root), [root]);
  if (definition.isError) {
    return (
      <div className="panel">
        <ErrorPanel error={definition.error} onRetry={() => void definition.refetch()} />
      </div>
    );
  }
  if (definition.data === undefined) return <Skeleton label={`Loading ${ref}`} />;
  if (document === undefined) {
    return (
      <section className="panel api-raw" aria-label={`Definition of ${ref}`}>
        <EmptyState title={`This API is described as ${definition.data.type ?? "something else"}.`}>
          Operations are read from OpenAPI 3. The definition as it is:
        </EmptyState>
        {/* It scrolls, so it takes the focus. */}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <pre className="api-code mono" tabIndex={0} role="group" aria-label="Definition">
          {JSON.stringify(root, null, 2)}
        </pre>
      </section>
    );
  }
  const { title, version, description, servers } = document;
  return (
    <>
      <header className="api-head">
        <h2>
          {title} <span className="faint tabular">{version}</span>
        </h2>
        {!isOwn && <EntityLink target={ref} label={shortRef(ref)} />}
        {description !== "" && <p className="soft">{description}</p>}
      </header>
      <section className="panel table-frame api-reader" aria-label={`Operations of ${title}`}>
        <OpenApiReader
          document={document}
          server={serverOf(servers, address)}
          auth={undefined}
          operation={open}
          search={words}
          onOperation={onOpen}
          onSearch={setWords}
        />
      </section>
    </>
  );
}
