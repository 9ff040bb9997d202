/** How one field of a payload differs from the same field of the event before. */
export interface Change {
  /** Names of the fields on the way, joined by dots. */
  field: string;
  before: string | undefined;
  after: string | undefined;
}

type Payload = Record<string, unknown>;

function isPayload(value: unknown): value is Payload {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function flatten(payload: Payload, prefix: string, into: Map<string, string>): Map<string, string> {
  for (const [name, value] of Object.entries(payload)) {
    const field = prefix === "" ? name : `${prefix}.${name}`;
    if (isPayload(value) && Object.keys(value).length > 0) flatten(value, field, into);
    else into.set(field, text(value));
  }
  return into;
}

/** Every field of both payloads, in the order of the later one; what did not change has equal sides. */
export function compare(before: unknown, after: unknown): Change[] {
  const old = flatten(isPayload(before) ? before : {}, "", new Map<string, string>());
  const now = flatten(isPayload(after) ? after : {}, "", new Map<string, string>());
  return [...new Set([...now.keys(), ...old.keys()])].map((field) => ({
    field,
    before: old.get(field),
    after: now.get(field),
  }));
}
