import type { NamedEntity } from "@/features/catalog/names.queries";

/** What is nearer than the rest: what one owns and where one was, newest first. References, "kind:namespace/name". */
export interface Nearness {
  owners: ReadonlySet<string>;
  visited: readonly string[];
}

export interface Ranked {
  entity: NamedEntity;
  score: number;
}

const kindBonus: Record<string, number> = { component: 30, api: 12, resource: 8, system: 8 };
/** How well a name fits, from best to worst. */
const fit = { exact: 3000, prefix: 800, parts: 650, inside: 400, scattered: 150 };
/** One's own and visited names come before all others that are not typed out. */
const near = 1000;

/** A name made ready to be searched: its parts begin after separators and where digits begin. */
export interface Indexed {
  entity: NamedEntity;
  name: string;
  parts: string[];
  /** One bit for each letter and digit it has, so that most names are passed over at once. */
  letters: number;
}

export function indexOf(entity: NamedEntity): Indexed {
  const name = entity.name.toLowerCase();
  return { entity, name, parts: name.match(/\d+|[^-_./\s\d]+/g) ?? [], letters: lettersOf(name) };
}

function lettersOf(text: string): number {
  let bits = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 97 && code <= 122) bits |= 1 << (code - 97);
    else if (code >= 48 && code <= 57) bits |= 1 << (26 + (code - 48) / 2);
  }
  return bits;
}

/**
 * How well `word` (in lower case) fits, 0 for not at all. "payapi", "pa-ap" and "papi" all find "payments-api": each
 * piece of the word begins a part of the name, in order.
 */
export function fitOf(word: string, { name, parts, letters }: Indexed): number {
  if ((lettersOf(word) & ~letters) !== 0) return 0;
  if (name === word) return fit.exact;
  if (name.startsWith(word)) return fit.prefix;
  const pieces = word.replace(/[-_./]/g, "");
  if (pieces !== "" && beginsParts(pieces, 0, parts, 0)) return fit.parts;
  if (name.includes(word)) return fit.inside;
  return isScattered(word, name) ? fit.scattered : 0;
}

/** Whether the rest of the word can be cut into pieces that begin some of the remaining parts, in order. */
function beginsParts(word: string, from: number, parts: readonly string[], first: number): boolean {
  if (from === word.length) return true;
  for (let index = first; index < parts.length; index += 1) {
    const part = parts[index] ?? "";
    let length = 0;
    while (length < part.length && from + length < word.length && word[from + length] === part[length]) length += 1;
    for (; length > 0; length -= 1) if (beginsParts(word, from + length, parts, index + 1)) return true;
  }
  return false;
}

function isScattered(word: string, name: string): boolean {
  let at = 0;
  for (const letter of word) {
    at = name.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

/** The best `limit` entities for a text; every word of it has to fit. */
export function rank(names: readonly Indexed[], text: string, nearness: Nearness, limit: number): Ranked[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const visitedAt = new Map(nearness.visited.map((ref, index) => [ref, index]));
  const best: Ranked[] = [];
  for (const indexed of names) {
    const { entity, name } = indexed;
    let score = Infinity;
    for (const word of words) {
      score = Math.min(score, fitOf(word, indexed));
      if (score === 0) break;
    }
    if (score === 0) continue;
    if (score >= fit.parts) {
      const visited = visitedAt.get(refOf(entity));
      if (visited !== undefined) score += near + Math.max(0, 40 - visited);
      else if (entity.owner !== null && nearness.owners.has(entity.owner)) score += near;
    }
    score += (kindBonus[entity.kind] ?? 0) - Math.min(name.length, 60) / 4;
    insert(best, { entity, score }, limit);
  }
  return best;
}

export function refOf({ kind, namespace, name }: NamedEntity): string {
  return `${kind}:${namespace}/${name}`;
}

/** Keeps the list sorted and short. */
function insert(best: Ranked[], next: Ranked, limit: number) {
  const last = best[best.length - 1];
  if (best.length === limit && last !== undefined && !isBefore(next, last)) return;
  let at = best.length;
  while (at > 0 && isBefore(next, best[at - 1] ?? next)) at -= 1;
  best.splice(at, 0, next);
  if (best.length > limit) best.pop();
}

function isBefore(one: Ranked, other: Ranked): boolean {
  return one.score !== other.score ? one.score > other.score : one.entity.name < other.entity.name;
}
