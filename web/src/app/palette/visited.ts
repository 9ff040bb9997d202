/** The entities one was at last, newest first, as references. Kept in this browser, for each user. */
const most = 30;

function keyOf(user: string): string {
  return `towpath-visited:${user}`;
}

export function readVisited(user: string): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(user)) ?? "[]");
    return Array.isArray(kept) ? kept.filter((each) => typeof each === "string") : [];
  } catch {
    // What another version or a person wrote there is worth nothing; it is written anew with the next visit.
    return [];
  }
}

export function rememberVisit(user: string, ref: string) {
  const next = [ref, ...readVisited(user).filter((each) => each !== ref)].slice(0, most);
  localStorage.setItem(keyOf(user), JSON.stringify(next));
}

/** The reference of the entity whose page a path is. */
export function refOfPath(path: string): string | undefined {
  const [area, kind, namespace, name] = path.split("/").filter(Boolean).map(decodeURIComponent);
  if (area !== "catalog" || kind === undefined || namespace === undefined || name === undefined) return undefined;
  return `${kind}:${namespace}/${name}`;
}
