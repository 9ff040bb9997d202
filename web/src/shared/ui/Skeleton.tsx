import type { CSSProperties } from "react";
import "./feedback.css";

interface SkeletonProps {
  /** What is loading, for those who cannot see the bars: "Loading runs". */
  label: string;
  lines?: number;
}

const widths = ["46%", "38%", "52%", "33%", "42%"];

/** Stands where rows will be. It begins to move only after 300 ms, so that a fast answer does not flicker. */
export function Skeleton({ label, lines = 8 }: SkeletonProps) {
  return (
    <div className="skeleton" role="status" aria-label={label}>
      {Array.from({ length: lines }, (_, index) => {
        const style: CSSProperties & Record<"--skeleton-width", string> = {
          "--skeleton-width": widths[index % widths.length] ?? "40%",
        };
        return <div key={index} className="skeleton-line" style={style} />;
      })}
    </div>
  );
}
