import { useState } from "react";
import type { ApiDocument, Body, Operation } from "./document";
import { curlOf, findOperations } from "./operations";
import { exampleOf, typeOf } from "./schema";
import { SchemaView } from "./SchemaView";
import { highlight } from "@/shared/lib/highlight";
import { CopyButton } from "@/shared/ui/CopyAs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { IconSearch } from "@/shared/ui/icons";
import "@/shared/ui/highlight.css";
import "./openapi.css";

interface OpenApiReaderProps {
  document: ApiDocument;
  /** Where the API is: "https://towpath.example". */
  server: string;
  /** The header that signs in: "Authorization: Bearer $TOWPATH_TOKEN"; undefined where none is needed. */
  auth: string | undefined;
  /** Id of the operation that is shown, and what is looked for: parts of the URL. */
  operation: string | undefined;
  search: string;
  onOperation: (id: string) => void;
  onSearch: (text: string) => void;
}

/** An OpenAPI document, operation by operation: what to send, what comes back, and a call to try. */
export function OpenApiReader({
  document,
  server,
  auth,
  operation,
  search,
  onOperation,
  onSearch,
}: OpenApiReaderProps) {
  const { operations, root } = document;
  const found = findOperations(operations, search);
  const current = operations.find(({ id }) => id === operation) ?? found[0];
  const tags = [...new Set(found.map(({ tag }) => tag))];

  return (
    <div className="openapi">
      <nav className="openapi-list" aria-label="Operations">
        <label className="openapi-search">
          <IconSearch size={14} aria-hidden />
          <input
            type="search"
            className="text-filter"
            placeholder={`Find in ${String(operations.length)} operations`}
            aria-label="Find operations"
            value={search}
            onChange={(event) => {
              onSearch(event.currentTarget.value);
            }}
          />
        </label>
        {tags.map((tag) => (
          <section key={tag} aria-label={tag}>
            <h2>{tag}</h2>
            <ul>
              {found
                .filter((each) => each.tag === tag)
                .map((each) => (
                  <li key={each.id}>
                    <button
                      type="button"
                      aria-current={each.id === current?.id ? "true" : undefined}
                      title={each.path}
                      onClick={() => {
                        onOperation(each.id);
                      }}
                    >
                      <Method method={each.method} />
                      <span className="openapi-name" data-deprecated={each.isDeprecated || undefined}>
                        <code className="clip">{each.path}</code>
                        <span className="clip">{each.summary}</span>
                      </span>
                    </button>
                  </li>
                ))}
            </ul>
          </section>
        ))}
        {found.length === 0 && <p className="faint openapi-none">No operation matches.</p>}
      </nav>
      {current === undefined ? (
        <EmptyState title="There is no operation.">The document describes none that matches.</EmptyState>
      ) : (
        <OperationView key={current.id} root={root} operation={current} server={server} auth={auth} />
      )}
    </div>
  );
}

interface MethodProps {
  method: string;
}

function Method({ method }: MethodProps) {
  return (
    <code className="openapi-method" data-method={method}>
      {method}
    </code>
  );
}

interface OperationViewProps {
  root: unknown;
  operation: Operation;
  server: string;
  auth: string | undefined;
}

function OperationView({ root, operation, server, auth }: OperationViewProps) {
  const [first] = operation.bodies;
  const curl = curlOf(
    operation,
    server,
    operation.permission === "public" ? undefined : auth,
    first === undefined ? undefined : exampleBody(root, first),
  );
  const [status, setStatus] = useState(operation.responses[0]?.status);
  const answer = operation.responses.find((each) => each.status === status);
  return (
    <article className="openapi-operation" aria-label={operation.summary || operation.id}>
      <h2>{operation.summary || operation.id}</h2>
      <p className="openapi-path">
        <Method method={operation.method} /> <code className="mono">{operation.path}</code>
        {operation.permission !== undefined && <span className="faint">needs {operation.permission}</span>}
        {operation.isDeprecated && <span className="openapi-deprecated">deprecated</span>}
      </p>
      {operation.description !== "" && <p className="openapi-prose">{operation.description}</p>}

      <h3>Call</h3>
      <div className="openapi-curl">
        {/* Long lines scroll sideways, so it takes the focus. */}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <pre tabIndex={0} className="mono">
          {curl}
        </pre>
        <CopyButton label="Copy the call" text={curl} />
      </div>

      {operation.parameters.length > 0 && (
        <>
          <h3>Parameters</h3>
          <dl className="openapi-fields">
            {operation.parameters.map((parameter) => (
              <div key={`${parameter.place} ${parameter.name}`}>
                <dt>
                  <code className="mono">{parameter.name}</code>
                  <small>
                    {parameter.place}
                    {parameter.isRequired && ", required"}
                  </small>
                </dt>
                <dd>
                  <span className="openapi-type">{typeOf(root, parameter.schema)}</span> {parameter.description}
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}

      {operation.bodies.map((body) => (
        <section key={body.mediaType} aria-label="Body">
          <h3>
            {operation.isBodyRequired ? "Body, required" : "Body"}{" "}
            <small className="faint">
              {body.mediaType} · {typeOf(root, body.schema)}
            </small>
          </h3>
          <BodyView root={root} body={body} />
        </section>
      ))}

      <h3>Answers</h3>
      <div className="segments openapi-answers" role="group" aria-label="Status">
        {operation.responses.map((each) => (
          <button
            key={each.status}
            type="button"
            aria-pressed={each.status === status}
            onClick={() => {
              setStatus(each.status);
            }}
          >
            {each.status === "default" ? "any error" : each.status}
          </button>
        ))}
      </div>
      {answer !== undefined && (
        <>
          <p className="openapi-prose">{answer.description}</p>
          {answer.bodies.map((body) => (
            <BodyView key={body.mediaType} root={root} body={body} />
          ))}
        </>
      )}
    </article>
  );
}

/** What its document gives as an example, or one made from its schema. */
function exampleBody(root: unknown, body: Body): unknown {
  return body.example ?? (body.schema === undefined ? undefined : exampleOf(root, body.schema));
}

interface BodyViewProps {
  root: unknown;
  body: Body;
}

/** The fields of a body, and a value of it. */
function BodyView({ root, body }: BodyViewProps) {
  if (body.schema === undefined) return null;
  const example = JSON.stringify(exampleBody(root, body), null, 2);
  return (
    <>
      <SchemaView root={root} schema={body.schema} />
      {/* It scrolls, so it takes the focus. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className="openapi-example mono" tabIndex={0} role="group" aria-label="Example">
        {highlight("example.json", example.split("\n")).map((tokens, index) => (
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
    </>
  );
}
