import { Tooltip } from "@mantine/core";
import type { Metric, MetricName } from "./insights.queries";
import { metricTexts, reasonText, valueText } from "./metrics";
import "./insights.css";

interface MetricTileProps {
  name: MetricName;
  metric: Metric;
}

/** A metric: its number and what it rests on, or why there is none. Its definition for those who point at it. */
export function MetricTile({ name, metric }: MetricTileProps) {
  const { label, definition, cases } = metricTexts[name];
  const value = valueText(metric);
  const few = metric.warning === "too_few" ? ": too few to say much" : "";
  return (
    <Tooltip label={definition} multiline w={260}>
      <div className="metric">
        <span className="metric-label">{label}</span>
        {value === undefined ? (
          <span className="metric-none">{reasonText(metric.reason)}</span>
        ) : (
          <>
            <b className="tabular">{value}</b>
            <small>
              {`of ${metric.n.toLocaleString("en")} ${metric.n === 1 ? cases[0] : cases[1]}`}
              {few}
            </small>
          </>
        )}
      </div>
    </Tooltip>
  );
}
