import { Link } from "@tanstack/react-router";
import type { Outcome } from "@/features/insights/insights.queries";
import { MetricTile } from "@/features/insights/MetricTile";

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
          <Link
            key={metric.key}
            to="/outcomes/$metric"
            params={{ metric: metric.key }}
            search={{}}
            className="panel home-tile"
          >
            <MetricTile metric={metric} isCompared />
          </Link>
        ))}
      </div>
    </section>
  );
}
