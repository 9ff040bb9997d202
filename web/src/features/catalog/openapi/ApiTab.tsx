import { useId, useState } from "react";
import { useDefinition, type EntityDetail } from "../catalog.queries";
import { EntityLink } from "../EntityLink";
import { highlight } from "@/shared/lib/highlight";
import { parseRef, shortRef, type EntityParts } from "@/shared/lib/refs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { IconChevronRight } from "@/shared/ui/icons";
import {
  byTag,
  exampleOf,
  properties,
  readDocument,
  typeName,
  type Body,
  type Operation,
} from "@/shared/ui/openapi/document";
import { Segments } from "@/shared/ui/Segments";
import { Skeleton } from "@/shared/ui/Skeleton";
import "@/shared/ui/highlight.css";
import "./openapi.css";

interface ApiTabProps {
  entity: EntityDetail;
  search: Record<string, unknown>;
  onSearch: (search: Record<string, unknown>) => void;
}

/** The APIs that an entity provides, itself when it is one, each as operations to read. */
export function ApiTab({ entity, search, onSearch }: ApiTabProps) {
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
        open={typeof search["operation"] === "string" ? search["operation"] : ""}
        onOpen={(operation) => {
          const { operation: _, ...rest } = search;
          onSearch(operation === "" ? rest : { ...rest, operation });
        }}
      />
    </div>
  );
}

interface DefinitionProps {
  parts: EntityParts;
  /** The page is that of the API itself. */
  isOwn: boolean;
  open: string;
  onOpen: (operation: string) => void;
}

function Definition({ parts, isOwn, open, onOpen }: DefinitionProps) {
  const definition = useDefinition(parts);
  const ref = `${parts.kind}:${parts.namespace}/${parts.name}`;
  const [words, setWords] = useState("");
  if (definition.isError) {
    return (
      <div className="panel">
        <ErrorPanel error={definition.error} onRetry={() => void definition.refetch()} />
      </div>
    );
  }
  if (definition.data === undefined) return <Skeleton label={`Loading ${ref}`} />;
  const root = definition.data.document;
  const document = readDocument(root);
  if (document === undefined) {
    return (
      <section className="panel api-raw" aria-label={`Definition of ${ref}`}>
        <EmptyState title={`This API is described as ${definition.data.type ?? "something else"}.`}>
          Operations are read from OpenAPI 3. The definition as it is:
        </EmptyState>
        <Code text={JSON.stringify(root, null, 2)} />
      </section>
    );
  }
  const shown = document.operations.filter((operation) =>
    `${operation.method} ${operation.path} ${operation.summary}`.toLowerCase().includes(words.toLowerCase()),
  );
  return (
    <>
      <header className="api-head">
        <div>
          <h2>
            {document.title} <span className="faint tabular">{document.version}</span>
          </h2>
          {document.description !== "" && <p className="soft">{document.description}</p>}
          {!isOwn && <EntityLink target={ref} label={shortRef(ref)} />}
        </div>
        <input
          type="search"
          className="text-filter"
          aria-label="Filter operations"
          placeholder="Filter operations"
          value={words}
          onChange={(event) => {
            setWords(event.currentTarget.value);
          }}
        />
      </header>
      {byTag(shown).map(([tag, operations]) => (
        <section key={tag} className="panel api-group" aria-label={tag}>
          <h3>{tag}</h3>
          {operations.map((operation) => (
            <OperationRow
              key={operation.id}
              root={root}
              operation={operation}
              isOpen={operation.id === open}
              onToggle={() => {
                onOpen(operation.id === open ? "" : operation.id);
              }}
            />
          ))}
        </section>
      ))}
      {shown.length === 0 && (
        <div className="panel">
          <EmptyState title="No operation matches.">Method, path and summary are looked at.</EmptyState>
        </div>
      )}
    </>
  );
}

interface OperationProps {
  root: unknown;
  operation: Operation;
}

interface OperationRowProps extends OperationProps {
  isOpen: boolean;
  onToggle: () => void;
}

function OperationRow({ root, operation, isOpen, onToggle }: OperationRowProps) {
  const id = useId();
  return (
    <div className="api-operation" data-open={isOpen || undefined}>
      <button type="button" aria-expanded={isOpen} aria-controls={id} onClick={onToggle}>
        <IconChevronRight size={13} aria-hidden />
        <span className="api-method mono" data-method={operation.method}>
          {operation.method.toUpperCase()}
        </span>
        <code className="mono">{operation.path}</code>
        <span className="soft clip">{operation.summary}</span>
        {operation.isDeprecated && <span className="api-deprecated">deprecated</span>}
      </button>
      <div id={id} hidden={!isOpen}>
        {isOpen && <OperationDetail root={root} operation={operation} />}
      </div>
    </div>
  );
}

function OperationDetail({ root, operation }: OperationProps) {
  return (
    <div className="api-detail">
      {operation.description !== "" && <p>{operation.description}</p>}
      {operation.parameters.length > 0 && (
        <>
          <h4>Parameters</h4>
          <dl className="api-fields">
            {operation.parameters.map((parameter) => (
              <div key={`${parameter.place} ${parameter.name}`}>
                <dt>
                  <code className="mono">{parameter.name}</code>
                  {parameter.isRequired && <span className="api-required"> required</span>}
                </dt>
                <dd>
                  <span className="faint">
                    {parameter.place} · {typeName(root, parameter.schema)}
                  </span>
                  {parameter.description !== "" && <p>{parameter.description}</p>}
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
      {operation.bodies.map((body) => (
        <BodyView
          key={body.mediaType}
          root={root}
          title={operation.isBodyRequired ? "Body, required" : "Body"}
          body={body}
        />
      ))}
      <h4>Answers</h4>
      {operation.responses.map((response) => (
        <div key={response.status} className="api-answer">
          <p>
            <b className="mono" data-status={response.status.charAt(0)}>
              {response.status}
            </b>{" "}
            {response.description}
          </p>
          {response.bodies.map((body) => (
            <BodyView key={body.mediaType} root={root} title="" body={body} />
          ))}
        </div>
      ))}
    </div>
  );
}

interface BodyViewProps {
  root: unknown;
  title: string;
  body: Body;
}

function BodyView({ root, title, body }: BodyViewProps) {
  const example = body.example ?? exampleOf(root, body.schema);
  return (
    <>
      {title !== "" && <h4>{title}</h4>}
      <p className="faint">
        {body.mediaType} · {typeName(root, body.schema)}
      </p>
      <div className="api-body">
        <Fields root={root} schema={body.schema} depth={0} />
        {body.schema !== undefined && <Code text={JSON.stringify(example, null, 2)} />}
      </div>
    </>
  );
}

interface FieldsProps {
  root: unknown;
  schema: unknown;
  depth: number;
}

/** The properties of a schema; those that hold others open on demand, so that one that holds itself ends. */
function Fields({ root, schema, depth }: FieldsProps) {
  const known = properties(root, schema);
  if (known.length === 0) return null;
  return (
    <dl className="api-fields">
      {known.map((property) => {
        const inner = depth < 6 ? properties(root, property.schema) : [];
        return (
          <div key={property.name}>
            <dt>
              <code className="mono">{property.name}</code>
              {property.isRequired && <span className="api-required"> required</span>}
            </dt>
            <dd>
              <span className="faint">{property.type}</span>
              {property.description !== "" && <p>{property.description}</p>}
              {inner.length > 0 && (
                <details>
                  <summary>{inner.length} fields</summary>
                  <Fields root={root} schema={property.schema} depth={depth + 1} />
                </details>
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

interface CodeProps {
  text: string;
}

function Code({ text }: CodeProps) {
  return (
    // It scrolls, so it takes the focus.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <pre className="api-code" tabIndex={0} role="group" aria-label="Example">
      {highlight("example.json", text.split("\n")).map((tokens, index) => (
        <span key={index}>
          {tokens.map((token, at) => (
            <span key={at} className={token.className}>
              {token.text}
            </span>
          ))}
          {"\n"}
        </span>
      ))}
    </pre>
  );
}
