import type { FormField, FormProblem } from "./golden_paths.queries";

/** Whether an answer must not be shown or kept: it is no answer among the others, but goes beside them. */
export function isSecret(field: FormField): boolean {
  return field.picker === "Secret" || field.widget === "password";
}

export function isShown(field: FormField): boolean {
  return field.widget !== "hidden";
}

/** Every question below this one, in the order they are asked, itself included. */
export function flattened(field: FormField): FormField[] {
  return [field, ...field.fields.flatMap(flattened)];
}

/** Questions of one answer each: what a summary lists. */
export function leaves(field: FormField): FormField[] {
  if (!isShown(field)) return [];
  if (field.fields.length === 0) return field.type === "object" && field.picker === "" ? [] : [field];
  return field.fields.flatMap(leaves);
}

/** The problem to show beside a question; those of answers inside it are theirs. */
export function problemOf(problems: FormProblem[], pointer: string): string | undefined {
  return problems.find((problem) => problem.pointer === pointer)?.detail;
}

/** An id that is one word, from a pointer. */
export function idOf(pointer: string): string {
  return `answer${pointer.replaceAll(/[^A-Za-z0-9]/g, (sign) => `-${sign.charCodeAt(0).toString(16)}`)}`;
}
