import { isFields, resolve } from "./document";
import { refName, typeOf, type OpenApiDocument } from "./operations";

interface SchemaViewProps {
  document: OpenApiDocument;
  schema: unknown;
  /** Names of the schemas around it, so that one that holds itself ends. */
  around?: readonly string[];
}

/** The fields of a schema; objects in it open where they stand. */
export function SchemaView({ document, schema, around = [] }: SchemaViewProps) {
  const name = refName(schema);
  const path = name === undefined ? around : [...around, name];
  const fields = propertiesOf(document, schema, path);
  if (fields.length === 0) return <p className="openapi-type">{typeOf(document, schema)}</p>;
  return (
    <dl className="openapi-fields">
      {fields.map((field) => {
        const inner = innerOf(document, field.schema);
        const innerName = refName(inner);
        const canOpen =
          propertiesOf(document, inner, path).length > 0 && (innerName === undefined || !path.includes(innerName));
        return (
          <div key={field.name}>
            <dt>
              <code className="mono">{field.name}</code>
              {!field.isRequired && <small>may be absent</small>}
            </dt>
            <dd>
              <span className="openapi-type">{typeOf(document, field.schema)}</span> {field.description}
              {canOpen && (
                <details>
                  <summary>Fields</summary>
                  <SchemaView document={document} schema={inner} around={path} />
                </details>
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

interface Field {
  name: string;
  schema: unknown;
  isRequired: boolean;
  description: string;
}

/** The fields of an object, those of the parts of an allOf included. */
function propertiesOf(document: OpenApiDocument, schema: unknown, around: readonly string[]): Field[] {
  const resolved = resolve(document, schema);
  if (!isFields(resolved)) return [];
  const parts = Array.isArray(resolved.allOf) ? resolved.allOf : [];
  const inherited = parts.flatMap((part: unknown) => {
    const name = refName(part);
    if (name !== undefined && around.includes(name)) return [];
    return propertiesOf(document, part, name === undefined ? around : [...around, name]);
  });
  if (resolved.type === "array") return propertiesOf(document, resolved.items, around);
  const required: unknown[] = Array.isArray(resolved.required) ? resolved.required : [];
  const own = Object.entries(isFields(resolved.properties) ? resolved.properties : {}).map(([name, value]) => {
    const target = resolve(document, value);
    const description =
      isFields(value) && typeof value.description === "string"
        ? value.description
        : isFields(target)
          ? target.description
          : "";
    return {
      name,
      schema: value,
      isRequired: required.includes(name),
      description: typeof description === "string" ? description : "",
    };
  });
  return [...inherited, ...own];
}

/** What opens under a field: the items of a list, the one that is no null of a choice. */
function innerOf(document: OpenApiDocument, schema: unknown): unknown {
  const resolved = resolve(document, schema);
  if (!isFields(resolved)) return schema;
  if (resolved.type === "array") return resolved.items;
  if (Array.isArray(resolved.oneOf))
    return resolved.oneOf.find((part: unknown) => !(isFields(part) && part.type === "null")) ?? schema;
  return schema;
}
