import type { Operation } from "./document";

/** The operations that hold every word of `search`, in id, method, path, summary or description. */
export function findOperations(operations: readonly Operation[], search: string): Operation[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return operations.filter((operation) => {
    const hay =
      `${operation.id} ${operation.method} ${operation.path} ${operation.summary} ${operation.description}`.toLowerCase();
    return words.every((word) => hay.includes(word));
  });
}

/** Where calls of a document go: its first server, which may be a path below `address`, where the service answers; where
 *  neither says a host, a word that asks for one. */
export function serverOf(servers: readonly string[], address: string | undefined): string {
  const [first = ""] = servers;
  if (/^https?:/.test(first)) return first.replace(/\/+$/, "");
  return ((address ?? "https://HOST").replace(/\/+$/, "") + first.replace(/^(?=[^/])/, "/")).replace(/\/+$/, "");
}

/** The operation as a call of curl. `auth`: the header that signs in, if it needs one. `example`: what to send, if it
 *  takes a body. */
export function curlOf(operation: Operation, server: string, auth: string | undefined, example: unknown): string {
  const required = operation.parameters.filter(({ place, isRequired }) => place === "query" && isRequired);
  const query = required.map(({ name }) => `${name}=...`).join("&");
  const lines = [
    `curl${operation.method === "GET" ? "" : ` -X ${operation.method}`} '${server}${operation.path}${query === "" ? "" : `?${query}`}'`,
  ];
  if (auth !== undefined) lines.push(`-H "${auth}"`);
  const [body] = operation.bodies;
  if (body !== undefined) {
    lines.push(`-H 'Content-Type: ${body.mediaType}'`);
    const sent = example === undefined ? "..." : JSON.stringify(example);
    lines.push(`-d '${sent.replaceAll("'", String.raw`'\''`)}'`);
  }
  return lines.join(" \\\n  ");
}
