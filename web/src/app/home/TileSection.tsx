import { OutcomeTile } from "./OutcomeTile";
import type { Outcome } from "@/features/insights/insights.queries";

interface TileSectionProps {
  title: string;
  metrics: Outcome[];
}

/** Metrics as tiles that lead to their pages. */
export function TileSection({ title, metrics }: TileSectionProps) {
  return (
    <section aria-label={title}>
      <header className="home-entrance-head">
        <h2>{title}</h2>
      </header>
      <div className="home-tiles">
        {metrics.map((metric) => (
          <OutcomeTile key={metric.key} metric={metric} />
        ))}
      </div>
    </section>
  );
}
