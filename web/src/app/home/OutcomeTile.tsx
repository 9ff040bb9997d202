import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Outcome } from "@/features/insights/insights.queries";
import { MetricTile } from "@/features/insights/MetricTile";

interface OutcomeTileProps {
  metric: Outcome;
  /** What stands below the figure. */
  children?: ReactNode;
}

/** A metric as a tile that leads to its page. */
export function OutcomeTile({ metric, children }: OutcomeTileProps) {
  return (
    <Link to="/outcomes/$metric" params={{ metric: metric.key }} search={{}} className="panel home-tile">
      <MetricTile metric={metric} isCompared />
      {children}
    </Link>
  );
}
