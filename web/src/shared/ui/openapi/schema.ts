import { fields, isFields, list, resolve, text } from "./document";

const deepest = 5;

/** The last part of a "$ref": the name of the schema. */
export function refName(value: unknown): string | undefined {
  const ref = text(fields(value)["$ref"]);
  return ref === "" ? undefined : ref.slice(ref.lastIndexOf("/") + 1);
}

/** A schema in one word or two: "string", "list of Run", "admin | member". */
export function typeOf(root: unknown, schema: unknown, depth = 0): string {
  const name = refName(schema);
  if (depth > deepest) return name ?? "any";
  const resolved = fields(resolve(root, schema));
  if (name !== undefined && (isFields(resolved["properties"]) || resolved["allOf"] !== undefined)) return name;
  if (Array.isArray(resolved["enum"])) return resolved["enum"].map(String).join(" | ");
  if (resolved["const"] !== undefined) return String(resolved["const"]);
  for (const key of ["oneOf", "anyOf"])
    if (Array.isArray(resolved[key])) return resolved[key].map((part) => typeOf(root, part, depth + 1)).join(" or ");
  if (resolved["type"] === "array") return `list of ${typeOf(root, resolved["items"], depth + 1)}`;
  if (Array.isArray(resolved["type"])) return resolved["type"].map(String).join(" or ");
  const type = text(resolved["type"]);
  const format = text(resolved["format"]);
  return format === "" ? type || (name ?? "any") : `${type} (${format})`;
}

export interface Property {
  name: string;
  schema: unknown;
  isRequired: boolean;
  description: string;
}

/** The properties of an object, those of the parts of an allOf included; of a list, those of what it holds.
 *  `around`: names of the schemas around it, so that one that holds itself ends. */
export function properties(root: unknown, schema: unknown, around: readonly string[] = []): Property[] {
  const given = fields(resolve(root, schema));
  const within = (part: unknown) => {
    const name = refName(part);
    if (name !== undefined && around.includes(name)) return [];
    return properties(root, part, name === undefined ? around : [...around, name]);
  };
  if (given["type"] === "array") return within(given["items"]);
  const inherited = list(given["allOf"]).flatMap(within);
  const required = list(given["required"]);
  const own = Object.entries(fields(given["properties"])).map(([name, value]) => ({
    name,
    schema: value,
    isRequired: required.includes(name),
    description: text(fields(value)["description"]) || text(fields(resolve(root, value))["description"]),
  }));
  return [...inherited, ...own];
}

/** What opens under a property: the items of a list, the one that is no null of a choice. */
export function innerOf(root: unknown, schema: unknown): unknown {
  const given = fields(resolve(root, schema));
  if (given["type"] === "array") return given["items"];
  return list(given["oneOf"]).find((part) => fields(part)["type"] !== "null") ?? schema;
}

/** A value that fits a schema, from its examples where there are some. */
export function exampleOf(root: unknown, schema: unknown, depth = 0): unknown {
  const given = fields(resolve(root, schema));
  const stated = given["example"] ?? list(given["examples"])[0] ?? given["default"] ?? given["const"];
  if (stated !== undefined) return stated;
  if (depth > deepest) return null;
  const first = list(given["enum"])[0] ?? undefined;
  if (first !== undefined) return first;
  const part = list(given["oneOf"])[0] ?? list(given["anyOf"])[0];
  if (part !== undefined) return exampleOf(root, part, depth + 1);
  const type = Array.isArray(given["type"]) ? given["type"][0] : given["type"];
  if (type === "array") return [exampleOf(root, given["items"], depth + 1)];
  const known = properties(root, schema);
  if (type === "object" || known.length > 0)
    return Object.fromEntries(known.map((each) => [each.name, exampleOf(root, each.schema, depth + 1)]));
  if (type === "integer" || type === "number") return 1;
  if (type === "boolean") return true;
  if (type === "string") return given["format"] === "date-time" ? "2026-01-01T00:00:00Z" : "text";
  return null;
}
