/** A value of JSON. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Answers to a form: an object of JSON. */
export type Answers = Record<string, Json>;

function isObject(value: Json | undefined): value is Record<string, Json> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function stepsOf(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** What stands at a JSON Pointer (RFC 6901); undefined for nothing. */
export function answerAt(answers: Answers, pointer: string): Json | undefined {
  let value: Json | undefined = answers;
  for (const step of stepsOf(pointer)) {
    if (Array.isArray(value)) value = value[Number(step)];
    else if (isObject(value) && Object.hasOwn(value, step)) value = value[step];
    else return undefined;
  }
  return value;
}

function changed(value: Json | undefined, steps: string[], next: Json | undefined): Json | undefined {
  const [step, ...rest] = steps;
  if (step === undefined) return next;
  if (Array.isArray(value)) {
    const index = Number(step);
    return value.map((each, at) => (at === index ? (changed(each, rest, next) ?? null) : each));
  }
  const { [step]: old, ...others } = isObject(value) ? value : {};
  const inner = changed(old, rest, next);
  return inner === undefined ? others : { ...others, [step]: inner };
}

/** The answers with another one at a pointer; undefined takes it away. */
export function withAnswer(answers: Answers, pointer: string, next: Json | undefined): Answers {
  const out = changed(answers, stepsOf(pointer), next);
  return isObject(out) ? out : {};
}

/** The answers without those at `pointers`: what must not be kept. */
export function withoutAnswers(answers: Answers, pointers: string[]): Answers {
  return pointers.reduce((kept, pointer) => withAnswer(kept, pointer, undefined), answers);
}

/** A value as people read it in a summary. */
export function shownAnswer(value: Json | undefined): string {
  if (value === undefined || value === null) return "–";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(shownAnswer).join(", ");
  if (isObject(value))
    return Object.entries(value)
      .map(([key, each]) => `${key}: ${shownAnswer(each)}`)
      .join(", ");
  return String(value);
}

/** A value of JSON as one; undefined for null and for what is none. */
export function parseJson(value: unknown): Json | undefined {
  return value !== null && isJson(value) ? value : undefined;
}

/** An object of JSON as answers; undefined for what is none. */
export function parseAnswers(value: unknown): Answers | undefined {
  return isJson(value) && isObject(value) ? value : undefined;
}

function isJson(value: unknown): value is Json {
  if (value === null || ["string", "number", "boolean"].includes(typeof value)) return true;
  if (Array.isArray(value)) return value.every(isJson);
  return typeof value === "object" && Object.values(value).every(isJson);
}
