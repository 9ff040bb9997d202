import type { Outcome } from "./insights.queries";

export type Question = Outcome["question"];

/** The questions in their order, as the page asks them. */
export const questions: { question: Question; title: string }[] = [
  { question: "speed", title: "How fast does a change reach its users?" },
  { question: "stability", title: "Does it hold?" },
  { question: "experience", title: "What is it like to work here?" },
  { question: "adoption", title: "Is the platform used?" },
  { question: "cost", title: "What does it cost?" },
];

/** DORA's five, in their order. */
export const doraKeys = [
  "deployment-frequency",
  "change-lead-time",
  "change-fail-rate",
  "recovery-time",
  "rework-rate",
];

/** A length of time, in the unit people would say it in. */
export function hoursText(hours: number): string {
  if (hours < 1 / 60) return `${String(Math.round(hours * 3600))} s`;
  if (hours < 1) return `${String(Math.round(hours * 60))} min`;
  if (hours < 48) return `${hours.toFixed(1)} h`;
  return `${(hours / 24).toFixed(1)} d`;
}

function plain(value: number): string {
  return Number(value.toFixed(value < 10 ? 1 : 0)).toLocaleString("en");
}

/** A number in the unit of a metric, as it is read. */
export function numberText(value: number, unit: string): string {
  switch (unit) {
    case "share":
      return `${String(Math.round(value * 100))} %`;
    case "hours":
      return hoursText(value);
    case "minutes":
      return hoursText(value / 60);
    case "days":
      return hoursText(value * 24);
    case "per day":
      return value >= 1 || value === 0 ? `${value.toFixed(1)} / day` : `${(value * 7).toFixed(1)} / week`;
    case "points":
      return `${plain(value)} of 100`;
    case "money":
      return value.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    default:
      return plain(value);
  }
}

/** The value of a metric; undefined when there is none. */
export function valueText({ value, high, unit }: Pick<Outcome, "value" | "high" | "unit">): string | undefined {
  if (value === null) return undefined;
  return high === null ? numberText(value, unit) : `${numberText(value, unit)} to ${numberText(high, unit)}`;
}

/** "of 12 deployments", "of 1 recovery"; marked when that is little. The registry names cases in the plural. */
export function casesText({ n, cases, warning }: Pick<Outcome, "n" | "cases" | "warning">): string {
  const counted = n === 1 ? cases.replace(/ies$/, "ys").replace(/s$/, "") : cases;
  return `of ${n.toLocaleString("en")} ${counted}${warning === "too_few" ? ": too few to say much" : ""}`;
}

/** "better than 4.2 d before"; undefined when there is nothing to compare. */
export function comparisonText({ value, before, unit, isBetter }: Outcome): string | undefined {
  if (value === null || before.value === null) return undefined;
  const was = numberText(before.value, unit);
  if (isBetter === null) return `${was} before`;
  return `${isBetter ? "better" : "worse"} than ${was} before`;
}
