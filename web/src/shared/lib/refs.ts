/** The parts of an entity reference, "kind:namespace/name". */
export interface EntityParts {
  kind: string;
  namespace: string;
  name: string;
}

/** Splits a full reference; undefined for what is not one (for example "repository:01J..."). */
export function parseRef(ref: string): EntityParts | undefined {
  const match = /^([^:/]+):([^:/]+)\/([^:/]+)$/.exec(ref);
  const [, kind, namespace, name] = match ?? [];
  if (kind === undefined || namespace === undefined || name === undefined) return undefined;
  return { kind: kind.toLowerCase(), namespace, name };
}

/** A reference as people read it: without the kind, and without the namespace when that is the default one. */
export function shortRef(ref: string): string {
  const parts = parseRef(ref);
  if (parts === undefined) return ref;
  return parts.namespace === "default" ? parts.name : `${parts.namespace}/${parts.name}`;
}
