import type { Json } from "./answers";
import type { FormField } from "./golden_paths.queries";

/** Kinds a picker offers when the template does not say. */
const usualKinds: Record<string, string> = {
  OwnerPicker: "Group,User",
  MyGroupsPicker: "Group",
  RepoOwnerPicker: "Group,User",
};

function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];
}

function filtersOf(value: unknown): Record<string, Json>[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.filter(
    (each): each is Record<string, Json> => typeof each === "object" && each !== null && !Array.isArray(each),
  );
}

/** Which entities a picker offers: `catalogFilter`, or the older `allowedKinds`. Lists joined by commas. */
export function wantedOf(field: FormField): { kind: string; type: string } {
  const filters = filtersOf(field.options["catalogFilter"]);
  const kinds = filters.flatMap((filter) => textsOf(filter["kind"]));
  const types = filters.flatMap((filter) => textsOf(filter["spec.type"]));
  const older = textsOf(field.options["allowedKinds"]);
  const kind = kinds.length > 0 ? kinds : older.length > 0 ? older : textsOf(usualKinds[field.picker]);
  return { kind: kind.join(","), type: types.join(",") };
}
