import { innerOf, properties, refName, typeOf } from "./schema";

interface SchemaViewProps {
  /** The document the schema is of. */
  root: unknown;
  schema: unknown;
  /** Names of the schemas around it, so that one that holds itself ends. */
  around?: readonly string[];
}

/** The fields of a schema; objects in it open where they stand. */
export function SchemaView({ root, schema, around = [] }: SchemaViewProps) {
  const name = refName(schema);
  const path = name === undefined ? around : [...around, name];
  const known = properties(root, schema, path);
  if (known.length === 0) return <p className="openapi-type">{typeOf(root, schema)}</p>;
  return (
    <dl className="openapi-fields">
      {known.map((field) => {
        const inner = innerOf(root, field.schema);
        const innerName = refName(inner);
        const canOpen =
          properties(root, inner, path).length > 0 && (innerName === undefined || !path.includes(innerName));
        return (
          <div key={field.name}>
            <dt>
              <code className="mono">{field.name}</code>
              {!field.isRequired && <small>may be absent</small>}
            </dt>
            <dd>
              <span className="openapi-type">{typeOf(root, field.schema)}</span> {field.description}
              {canOpen && (
                <details>
                  <summary>Fields</summary>
                  <SchemaView root={root} schema={inner} around={path} />
                </details>
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
