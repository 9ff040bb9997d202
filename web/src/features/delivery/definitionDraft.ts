/** What a person had written of a definition: it outlives leaving the page and a session that ends. */
export interface DefinitionDraft {
  text: string;
  /** Of the definition that it was begun with; 0 for a new one. */
  version: number;
}

/** A longer text is not kept: a browser keeps some megabytes for all pages together. */
const longest = 500_000;

/** One draft per person and definition: who signs in next on this computer does not see it. */
function keyOf(user: string, subject: string): string {
  return `towpath-draft:${user}:resource-definition:${subject}`;
}

/** `subject`: the definition's name, or what a new one is begun from ("new:postgres"). */
export function readDefinitionDraft(user: string, subject: string): DefinitionDraft | undefined {
  const kept = localStorage.getItem(keyOf(user, subject));
  if (kept === null) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(kept);
  } catch {
    // Written by something else: there is nothing of ours in it.
    return undefined;
  }
  if (typeof parsed !== "object" || parsed === null || !("text" in parsed) || !("version" in parsed)) return undefined;
  const { text, version } = parsed;
  return typeof text === "string" && typeof version === "number" ? { text, version } : undefined;
}

export function writeDefinitionDraft(user: string, subject: string, draft: DefinitionDraft) {
  if (draft.text.length > longest) localStorage.removeItem(keyOf(user, subject));
  else localStorage.setItem(keyOf(user, subject), JSON.stringify(draft));
}

export function forgetDefinitionDraft(user: string, subject: string) {
  localStorage.removeItem(keyOf(user, subject));
}
