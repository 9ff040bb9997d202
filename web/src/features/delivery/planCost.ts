import type { components } from "@/shared/api/schema";

export type MonthlyCost = components["schemas"]["MonthlyCost"];
export type ActionCost = components["schemas"]["ActionCost"];
export type PlanCost = components["schemas"]["PlanCost"];

const amounts = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 6 });

/** "12.50 EUR". */
export function money(amount: number, currency: string): string {
  return `${amounts.format(amount)} ${currency}`;
}

/** "20.00 EUR a month", "not known" or "nothing". */
export function costWords({ monthly, currency }: MonthlyCost): string {
  if (monthly === null) return "not known";
  return currency === null ? "nothing" : `${money(monthly, currency)} a month`;
}

/** "20.00 EUR a month", "nothing", or "what is not known: ...". */
export function additionCostWords(cost: MonthlyCost): string {
  return cost.monthly === null ? `what is not known: ${cost.reason}` : costWords(cost);
}

/** What an action changes: "20.00 EUR a month", "10.00 EUR a month → 20.00 EUR a month". */
export function actionCostWords({ before, after }: ActionCost): string {
  const was = before === null ? "" : costWords(before),
    will = after === null ? "" : costWords(after);
  if (was === will || was === "") return will;
  return will === "" ? `${was} less, when it is gone` : `${was} → ${will}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function number(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

function objectsOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function monthlyOf(value: unknown): MonthlyCost | null {
  if (!isObject(value)) return null;
  const { monthly, currency, reason } = value;
  return {
    monthly: typeof monthly === "number" ? monthly : null,
    currency: typeof currency === "string" ? currency : null,
    reason: text(reason),
  };
}

/** The cost of an action as it is kept with a deployment. */
export function actionCostOf(value: unknown): ActionCost | undefined {
  return isObject(value) ? { before: monthlyOf(value["before"]), after: monthlyOf(value["after"]) } : undefined;
}

/** The sums of a plan as it is kept with a deployment; nothing for one of before there were prices. */
export function planCostOf(plan: Record<string, unknown>): PlanCost | undefined {
  const cost = plan["cost"];
  if (!isObject(cost)) return undefined;
  return {
    sums: objectsOf(cost["sums"]).map(({ currency, before, after, difference }) => ({
      currency: text(currency),
      before: number(before),
      after: number(after),
      difference: number(difference),
    })),
    unknown: objectsOf(cost["unknown"]).map(({ subject, reason }) => ({
      subject: text(subject),
      reason: text(reason),
    })),
  };
}
