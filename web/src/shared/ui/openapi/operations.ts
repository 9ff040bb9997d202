import { fields, isFields, list, resolve, text, type Body, type Fields } from "./document";

/** An OpenAPI 3 document as it was read: any JSON object. */
export type OpenApiDocument = Record<string, unknown>;

export interface Parameter {
  name: string;
  place: string;
  isRequired: boolean;
  description: string;
  type: string;
}

export interface Answer {
  status: string;
  description: string;
  bodies: Body[];
}

export interface Operation {
  /** Its operationId, or method and path. */
  id: string;
  method: string;
  path: string;
  summary: string;
  description: string;
  tag: string;
  /** Vendor extension of Towpath; undefined elsewhere. */
  permission: string | undefined;
  parameters: Parameter[];
  bodies: Body[];
  answers: Answer[];
}

/** The last part of a "$ref": the name of the schema. */
export function refName(value: unknown): string | undefined {
  return isFields(value) && typeof value.$ref === "string" ? value.$ref.split("/").at(-1) : undefined;
}

/** A schema in one word or two: "string", "list of Run", "admin | member". */
export function typeOf(document: OpenApiDocument, schema: unknown): string {
  const name = refName(schema);
  const resolved = fields(resolve(document, schema));
  if (name !== undefined && (isFields(resolved.properties) || resolved.allOf !== undefined)) return name;
  if (Array.isArray(resolved.enum)) return resolved.enum.map(String).join(" | ");
  if (resolved.const !== undefined) return String(resolved.const);
  for (const key of ["oneOf", "anyOf"])
    if (Array.isArray(resolved[key])) return resolved[key].map((part) => typeOf(document, part)).join(" or ");
  if (resolved.type === "array") return `list of ${typeOf(document, resolved.items)}`;
  if (Array.isArray(resolved.type)) return resolved.type.map(String).join(" or ");
  const type = text(resolved.type);
  return typeof resolved.format === "string" ? `${type} (${resolved.format})` : type === "" ? (name ?? "any") : type;
}

const methods = ["get", "post", "put", "patch", "delete", "head", "options"];

/** Every operation of a document, in its order. What does not fit the format is left out, not a failure. */
export function operationsOf(document: OpenApiDocument): Operation[] {
  return Object.entries(fields(document.paths)).flatMap(([path, item]) => {
    const shared = list(fields(item).parameters);
    return methods
      .filter((method) => isFields(fields(item)[method]))
      .map((method) => operationOf(document, path, method, fields(fields(item)[method]), shared));
  });
}

function operationOf(
  document: OpenApiDocument,
  path: string,
  method: string,
  given: Fields,
  shared: unknown[],
): Operation {
  return {
    id: text(given.operationId) || `${method} ${path}`,
    method: method.toUpperCase(),
    path,
    summary: text(given.summary),
    description: text(given.description),
    tag: text(list(given.tags)[0]) || "other",
    permission: typeof given["x-permission"] === "string" ? given["x-permission"] : undefined,
    parameters: [...shared, ...list(given.parameters)].map((parameter) => {
      const resolved = fields(resolve(document, parameter));
      const schema = fields(resolve(document, resolved.schema));
      return {
        name: text(resolved.name),
        place: text(resolved.in),
        isRequired: resolved.required === true,
        description: text(resolved.description) || text(schema.description),
        type: typeOf(document, resolved.schema),
      };
    }),
    bodies: bodiesOf(fields(resolve(document, given.requestBody)).content),
    answers: Object.entries(fields(given.responses)).map(([status, answer]) => {
      const resolved = fields(resolve(document, answer));
      return { status, description: text(resolved.description), bodies: bodiesOf(resolved.content) };
    }),
  };
}

function bodiesOf(content: unknown): Body[] {
  return Object.entries(fields(content)).map(([mediaType, media]) => ({
    mediaType,
    schema: fields(media).schema,
    example: fields(media).example,
  }));
}

/** The operations that hold every word of `search`, in id, path, summary or description. */
export function findOperations(operations: readonly Operation[], search: string): Operation[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return operations.filter((operation) => {
    const hay =
      `${operation.id} ${operation.method} ${operation.path} ${operation.summary} ${operation.description}`.toLowerCase();
    return words.every((word) => hay.includes(word));
  });
}

/** The operation as a call of curl. `auth`: the header that signs in, if it needs one. */
export function curlOf(operation: Operation, server: string, auth: string | undefined): string {
  const required = operation.parameters.filter(({ place, isRequired }) => place === "query" && isRequired);
  const query = required.map(({ name }) => `${name}=...`).join("&");
  const lines = [
    `curl${operation.method === "GET" ? "" : ` -X ${operation.method}`} '${server}${operation.path}${query === "" ? "" : `?${query}`}'`,
  ];
  if (auth !== undefined) lines.push(`-H "${auth}"`);
  const [body] = operation.bodies;
  if (body !== undefined) {
    lines.push(`-H 'Content-Type: ${body.mediaType}'`);
    const example = body.example === undefined ? "..." : JSON.stringify(body.example);
    lines.push(`-d '${example.replaceAll("'", String.raw`'\''`)}'`);
  }
  return lines.join(" \\\n  ");
}
