import { scoreLabels, type SurveyEstimate, type SurveyQuestion } from "./surveys.queries";

type Measure = "share" | "promoters" | "mean" | "index";

/** A figure and the two ends of its interval as people read them; nothing when there is none. */
export function formatEstimate(
  estimate: SurveyEstimate,
  measure: Measure,
): { value: string; interval: string } | undefined {
  if (estimate === null) return undefined;
  const text = (number: number) =>
    measure === "share"
      ? String(Math.round(number * 100))
      : measure === "mean"
        ? number.toFixed(1)
        : String(Math.round(number));
  const unit = measure === "share" ? " %" : "";
  return {
    value: `${text(estimate.value)}${unit}`,
    interval: `${text(estimate.low)} to ${text(estimate.high)}${unit}`,
  };
}

/** "Rather yes", or the number where the scale has no words for it. */
export function scoreName(question: SurveyQuestion | undefined, score: number): string {
  const labels = question === undefined ? undefined : scoreLabels[question.scale];
  return labels?.[score - (question?.least ?? 0)] ?? String(score);
}
