import type { RunFilter } from "./runs.queries";

/** What a filter is on the command line and in the API. */
export function copyRuns(filter: RunFilter): { cli: string; api: string } {
  const query = new URLSearchParams({ ...filter }).toString();
  const flags = Object.entries(filter).map(([name, value]) => ` --${name} ${String(value)}`);
  return { cli: `towpath run list${flags.join("")}`, api: `/api/v1/runs${query === "" ? "" : `?${query}`}` };
}
