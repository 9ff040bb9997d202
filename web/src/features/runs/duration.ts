import type { Run } from "./runs.queries";
import { formatDuration } from "@/shared/lib/time";

export interface Compared {
  /** Milliseconds so far or in all, and the median of the runs before. */
  took: number;
  typical: number;
  /** How many runs the median is of. */
  runs: number;
  /** "0.4 s slower than usual". */
  words: string;
  isSlow: boolean;
}

/** Below this share of the median a difference is chance, not news. */
const usualShare = 0.15;
/** And below this many milliseconds nobody cares. */
const usual = 500;

/** A run's duration against that of the runs before it; undefined when there are too few, or it has not started or not succeeded. */
export function compareDuration(
  run: Pick<Run, "state" | "typical" | "startedAt" | "finishedAt">,
  now: number,
): Compared | undefined {
  if (run.typical === null || run.startedAt === null) return undefined;
  // What ended early was not quick.
  if (run.finishedAt !== null && run.state !== "succeeded") return undefined;
  const took = Math.max(0, (run.finishedAt === null ? now : Date.parse(run.finishedAt)) - Date.parse(run.startedAt));
  const typical = run.typical.seconds * 1_000;
  const difference = took - typical;
  const isUsual = Math.abs(difference) < Math.max(usual, typical * usualShare);
  const isOpen = run.finishedAt === null;
  const words =
    isOpen && difference < 0
      ? `of usually ${formatDuration(typical)}`
      : isUsual
        ? "as usual"
        : `${formatDuration(Math.abs(difference))} ${difference > 0 ? "slower" : "faster"} than usual`;
  return { took, typical, runs: run.typical.runs, words, isSlow: !isUsual && difference > 0 };
}
