import { parseAnswers, withoutAnswers, type Answers } from "./answers";
import type { BranchChoices } from "./golden_paths.queries";

/** What a person had filled in: it outlives a reload and a session that ends. */
export interface Draft {
  answers: Answers;
  choices: BranchChoices;
}

const emptyDraft: Draft = { answers: {}, choices: {} };

/** One draft per person and golden path: who signs in next on this computer does not see it. */
function keyOf(user: string, goldenPath: string): string {
  return `towpath-draft:${user}:${goldenPath}`;
}

export function readDraft(user: string, goldenPath: string): Draft {
  const text = localStorage.getItem(keyOf(user, goldenPath));
  if (text === null) return emptyDraft;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // Written by something else: there is nothing of ours in it.
    return emptyDraft;
  }
  if (typeof parsed !== "object" || parsed === null) return emptyDraft;
  const answers = "answers" in parsed ? parseAnswers(parsed.answers) : undefined;
  const choices = "choices" in parsed ? parseAnswers(parsed.choices) : undefined;
  if (answers === undefined || choices === undefined) return emptyDraft;
  const numbers = Object.entries(choices).filter((entry): entry is [string, number] => typeof entry[1] === "number");
  return { answers, choices: Object.fromEntries(numbers) };
}

/** Keeps a draft; answers at `secrets` are not written down. */
export function writeDraft(user: string, goldenPath: string, { answers, choices }: Draft, secrets: string[]) {
  const kept = withoutAnswers(answers, secrets);
  const key = keyOf(user, goldenPath);
  if (Object.keys(kept).length === 0) localStorage.removeItem(key);
  else localStorage.setItem(key, JSON.stringify({ answers: kept, choices }));
}

export function forgetDraft(user: string, goldenPath: string) {
  localStorage.removeItem(keyOf(user, goldenPath));
}
