import type { Environment, MatrixCell, MatrixRow } from "./delivery.queries";

const order: Environment["type"][] = ["development", "staging", "production"];

/** Columns of the matrix: environments that stay, in the order of promotion. */
export function columnsOf(rows: MatrixRow[], environments: Environment[]): string[] {
  const types = new Map<string, Environment["type"]>();
  for (const { name, type } of environments) types.set(name, type);
  for (const row of rows) for (const { name, type } of row.environments) types.set(name, type);
  return [...types.entries()]
    .filter(([, type]) => type !== "ephemeral")
    .sort(([a, typeA], [b, typeB]) => order.indexOf(typeA) - order.indexOf(typeB) || a.localeCompare(b))
    .map(([name]) => name);
}

/** What they make is where a component answers, which the matrix links to, and nothing that it stands on. */
export const addressDrivers = new Set(["dns", "route"]);

export function cellOf(row: MatrixRow, environment: string): MatrixCell | undefined {
  return row.environments.find(({ name }) => name === environment);
}

/** The next column that is another environment of the component's project. */
export function nextOf(row: MatrixRow, environment: string, columns: string[], environments: Environment[]) {
  const own = new Set(environments.filter(({ project }) => project === row.project).map(({ name }) => name));
  return columns.slice(columns.indexOf(environment) + 1).find((name) => own.has(name));
}

/** Environments that go by themselves. */
export function previewsOf(row: MatrixRow): MatrixCell[] {
  return row.environments.filter(({ type }) => type === "ephemeral");
}

/** Two cells to compare, from the address: "orders:development:staging". */
export interface Pair {
  component: string;
  from: string;
  to: string;
}

export function parsePair(value: unknown): Pair | undefined {
  if (typeof value !== "string") return undefined;
  const [component, from, to, ...rest] = value.split(":");
  if (!component || !from || !to || rest.length > 0) return undefined;
  return { component, from, to };
}

export function pairText({ component, from, to }: Pair): string {
  return [component, from, to].join(":");
}
