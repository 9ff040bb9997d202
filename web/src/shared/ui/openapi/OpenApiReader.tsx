import { useMemo, useState } from "react";
import { curlOf, findOperations, operationsOf, type OpenApiDocument, type Operation } from "./operations";
import { SchemaView } from "./SchemaView";
import { CopyButton } from "@/shared/ui/CopyAs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { IconSearch } from "@/shared/ui/icons";
import "./openapi.css";

interface OpenApiReaderProps {
  document: OpenApiDocument;
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
  const operations = useMemo(() => operationsOf(document), [document]);
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
                      <span className="clip">{each.summary || each.path}</span>
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
        <OperationView key={current.id} document={document} operation={current} server={server} auth={auth} />
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
  document: OpenApiDocument;
  operation: Operation;
  server: string;
  auth: string | undefined;
}

function OperationView({ document, operation, server, auth }: OperationViewProps) {
  const curl = curlOf(operation, server, operation.permission === "public" ? undefined : auth);
  const [status, setStatus] = useState(operation.answers[0]?.status);
  const answer = operation.answers.find((each) => each.status === status);
  return (
    <article className="openapi-operation" aria-label={operation.summary || operation.id}>
      <h2>{operation.summary || operation.id}</h2>
      <p className="openapi-path">
        <Method method={operation.method} /> <code className="mono">{operation.path}</code>
        {operation.permission !== undefined && <span className="faint">needs {operation.permission}</span>}
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
                  <span className="openapi-type">{parameter.type}</span> {parameter.description}
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}

      {operation.bodies.map((body) => (
        <section key={body.mediaType} aria-label="Body">
          <h3>
            Body <small className="faint">{body.mediaType}</small>
          </h3>
          <SchemaView document={document} schema={body.schema} />
        </section>
      ))}

      <h3>Answers</h3>
      <div className="segments openapi-answers" role="group" aria-label="Status">
        {operation.answers.map((each) => (
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
            <SchemaView key={body.mediaType} document={document} schema={body.schema} />
          ))}
        </>
      )}
    </article>
  );
}
