import { useEntityNames } from "@/features/catalog/names.queries";

const none: readonly string[] = [];

/** Names of the components one may see; empty until they are known. */
export function useComponentNames(): readonly string[] {
  const { data } = useEntityNames();
  return data === undefined ? none : data.filter(({ kind }) => kind === "component").map(({ name }) => name);
}
