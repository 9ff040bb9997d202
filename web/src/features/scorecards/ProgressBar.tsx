import type { Progress } from "./campaigns.queries";

interface ProgressBarProps {
  label: string;
  progress: Progress;
}

/** "12 of 20 meet it", as a bar and in words. */
export function ProgressBar({ label, progress }: ProgressBarProps) {
  const { met, unmet, unknown } = progress;
  const all = met + unmet + unknown;
  return (
    <span className="campaign-progress">
      <progress value={met} max={Math.max(all, 1)} aria-label={label} />
      <span className="tabular">
        {met} of {all} {all === 1 ? "meets" : "meet"} it
        {unknown > 0 && <span className="soft">, {unknown} not known</span>}
      </span>
    </span>
  );
}
