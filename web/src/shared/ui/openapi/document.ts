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
  /** Its operationId, or method and path: its place in the address. */
  id: string;
  /** "GET". */
  method: string;
  path: string;
  summary: string;
  description: string;
  /** The first of its tags. */
  tag: string;
  isDeprecated: boolean;
  /** Vendor extension of Towpath; undefined elsewhere. */
  permission: string | undefined;
  parameters: Parameter[];
  bodies: Body[];
  isBodyRequired: boolean;
  responses: ApiResponse[];
}

export interface ApiDocument {
  /** As it was read: what references in it are resolved against. */
  root: unknown;
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
          description: text(each["description"]) || text(fields(resolve(root, each["schema"]))["description"]),
          schema: each["schema"],
        }));
      operations.push({
        id: text(operation["operationId"]) || `${method} ${path}`,
        method: method.toUpperCase(),
        path,
        summary: text(operation["summary"]),
        description: text(operation["description"]),
        tag: text(list(operation["tags"])[0]) || "other",
        isDeprecated: operation["deprecated"] === true,
        permission: text(operation["x-permission"]) || undefined,
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
    root,
    title: text(info["title"]),
    version: text(info["version"]),
    description: text(info["description"]),
    servers: list(document["servers"]).map((each) => text(fields(each)["url"])),
    operations,
  };
}
