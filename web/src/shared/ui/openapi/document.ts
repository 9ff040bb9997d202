// Reads the parts of an OpenAPI 3 document that a reader shows. Documents come from outside: nothing is taken for granted.

export interface Parameter {
  name: string;
  place: string;
  isRequired: boolean;
  description: string;
  schema: unknown;
}

export interface Body {
  /** "application/json". */
  mediaType: string;
  schema: unknown;
  example: unknown;
}

export interface ApiResponse {
  status: string;
  description: string;
  bodies: Body[];
}

export interface Operation {
  /** "get /notes": its place in the address. */
  id: string;
  method: string;
  path: string;
  summary: string;
  description: string;
  tags: string[];
  isDeprecated: boolean;
  parameters: Parameter[];
  bodies: Body[];
  isBodyRequired: boolean;
  responses: ApiResponse[];
}

export interface ApiDocument {
  title: string;
  version: string;
  description: string;
  servers: string[];
  operations: Operation[];
}

export type Fields = Record<string, unknown>;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
export function fields(value: unknown): Fields {
  return isFields(value) ? value : {};
}
export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
export function text(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

const methods = ["get", "put", "post", "delete", "patch", "head", "options", "trace"];
const deepest = 12;

function unescaped(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // No escape after all: a document may say anything, and then it names nothing.
  }
}

/** What a value refers to within the document; itself when it refers to nothing that is there. */
export function resolve(root: unknown, value: unknown, depth = 0): unknown {
  const ref = text(fields(value)["$ref"]);
  if (!ref.startsWith("#/") || depth > deepest) return value;
  let found: unknown = root;
  for (const part of ref.slice(2).split("/")) {
    const key = unescaped(part).replaceAll("~1", "/").replaceAll("~0", "~");
    found = fields(found)[key];
  }
  return found === undefined ? value : resolve(root, found, depth + 1);
}

function bodies(root: unknown, content: unknown): Body[] {
  return Object.entries(fields(content)).map(([mediaType, given]) => {
    const body = fields(given);
    const examples = Object.values(fields(body["examples"])).map((each) => fields(resolve(root, each))["value"]);
    return { mediaType, schema: body["schema"], example: body["example"] ?? examples[0] };
  });
}

/** The document for reading; undefined when it is not OpenAPI 3. */
export function readDocument(root: unknown): ApiDocument | undefined {
  const document = fields(root);
  if (!text(document["openapi"]).startsWith("3.")) return undefined;
  const info = fields(document["info"]);
  const operations: Operation[] = [];
  for (const [path, given] of Object.entries(fields(document["paths"]))) {
    const item = fields(resolve(root, given));
    for (const method of methods) {
      if (!isFields(item[method])) continue;
      const operation = item[method];
      const requestBody = fields(resolve(root, operation["requestBody"]));
      const parameters = [...list(item["parameters"]), ...list(operation["parameters"])]
        .map((each) => fields(resolve(root, each)))
        .map((each) => ({
          name: text(each["name"]),
          place: text(each["in"]),
          isRequired: each["required"] === true,
          description: text(each["description"]),
          schema: each["schema"],
        }));
      operations.push({
        id: `${method} ${path}`,
        method,
        path,
        summary: text(operation["summary"]),
        description: text(operation["description"]),
        tags: list(operation["tags"]).map(text).filter(Boolean),
        isDeprecated: operation["deprecated"] === true,
        parameters,
        bodies: bodies(root, requestBody["content"]),
        isBodyRequired: requestBody["required"] === true,
        responses: Object.entries(fields(operation["responses"])).map(([status, each]) => {
          const response = fields(resolve(root, each));
          return { status, description: text(response["description"]), bodies: bodies(root, response["content"]) };
        }),
      });
    }
  }
  return {
    title: text(info["title"]),
    version: text(info["version"]),
    description: text(info["description"]),
    servers: list(document["servers"]).map((each) => text(fields(each)["url"])),
    operations,
  };
}

/** Operations under their first tag, in the order of the document. */
export function byTag(operations: Operation[]): [tag: string, operations: Operation[]][] {
  const groups = new Map<string, Operation[]>();
  for (const operation of operations) {
    const tag = operation.tags[0] ?? "Operations";
    groups.set(tag, [...(groups.get(tag) ?? []), operation]);
  }
  return [...groups];
}

export interface Property {
  name: string;
  type: string;
  isRequired: boolean;
  description: string;
  /** What it holds, when it has parts of its own. */
  schema: unknown;
}

/** "string (date-time)", "array of Note", "one of 3". */
export function typeName(root: unknown, schema: unknown): string {
  const ref = text(fields(schema)["$ref"]);
  const name = ref.slice(ref.lastIndexOf("/") + 1);
  if (name !== "") return name;
  const given = fields(resolve(root, schema));
  const values = list(given["enum"]);
  if (values.length > 0) return values.map((value) => JSON.stringify(value)).join(" | ");
  if (given["const"] !== undefined) return JSON.stringify(given["const"]);
  for (const [key, words] of [
    ["oneOf", "one of"],
    ["anyOf", "any of"],
    ["allOf", "all of"],
  ] as const) {
    const parts = list(given[key]);
    if (parts.length > 0) return `${words} ${parts.map((part) => typeName(root, part)).join(", ")}`;
  }
  const type = given["type"];
  const types = Array.isArray(type) ? type.map(text).join(" or ") : text(type);
  if (types.startsWith("array")) return `array of ${typeName(root, given["items"])}`;
  const format = text(given["format"]);
  return `${types === "" ? "any" : types}${format === "" ? "" : ` (${format})`}`;
}

/** The properties of an object, or of the objects in an array, with those of the parts of an allOf. */
export function properties(root: unknown, schema: unknown, depth = 0): Property[] {
  if (depth > deepest) return [];
  const given = fields(resolve(root, schema));
  if (given["items"] !== undefined) return properties(root, given["items"], depth + 1);
  const required = new Set(list(given["required"]).map(text));
  const own = Object.entries(fields(given["properties"])).map(([name, each]) => ({
    name,
    type: typeName(root, each),
    isRequired: required.has(name),
    description: text(fields(resolve(root, each))["description"]),
    schema: each,
  }));
  return [...list(given["allOf"]).flatMap((part) => properties(root, part, depth + 1)), ...own];
}

/** A value that fits a schema, from its examples where there are some. */
export function exampleOf(root: unknown, schema: unknown, depth = 0): unknown {
  const given = fields(resolve(root, schema));
  const stated = given["example"] ?? list(given["examples"])[0] ?? given["default"] ?? given["const"];
  if (stated !== undefined) return stated;
  if (depth > 5) return null;
  const first = list(given["enum"])[0] ?? undefined;
  if (first !== undefined) return first;
  const part = list(given["oneOf"])[0] ?? list(given["anyOf"])[0];
  if (part !== undefined) return exampleOf(root, part, depth + 1);
  const known = properties(root, schema);
  const type = Array.isArray(given["type"]) ? given["type"][0] : given["type"];
  if (type === "array") return [exampleOf(root, given["items"], depth + 1)];
  if (type === "object" || known.length > 0)
    return Object.fromEntries(known.map((each) => [each.name, exampleOf(root, each.schema, depth + 1)]));
  if (type === "integer" || type === "number") return 1;
  if (type === "boolean") return true;
  if (type === "string") return given["format"] === "date-time" ? "2026-01-01T00:00:00Z" : "text";
  return null;
}
