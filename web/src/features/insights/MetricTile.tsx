import { Tooltip } from "@mantine/core";
import type { Outcome } from "./insights.queries";
import { casesText, comparisonText, valueText } from "./metrics";
import "./insights.css";

interface MetricTileProps {
  metric: Outcome;
  /** Beside the time before, too. */
  isCompared?: boolean;
}

/** A metric: its number and what it rests on, or why there is none. Its definition for those who point at it. */
export function MetricTile({ metric, isCompared = false }: MetricTileProps) {
  const value = valueText(metric);
  const comparison = isCompared ? comparisonText(metric) : undefined;
  return (
    <Tooltip label={metric.definition} multiline w={260}>
      <div className="metric">
        <span className="metric-label">{metric.name}</span>
        {value === undefined ? (
          <span className="metric-none">{metric.reasonText}</span>
        ) : (
          <>
            <b className="tabular">{value}</b>
            <small>{casesText(metric)}</small>
          </>
        )}
        {comparison !== undefined && (
          <small className="metric-change" data-better={metric.isBetter ?? undefined}>
            {comparison}
          </small>
        )}
        {isCompared && metric.target !== null && (
          <small className="metric-target" data-met={metric.target.isMet ?? undefined}>
            {`target ${valueText({ value: metric.target.value, high: null, unit: metric.unit }) ?? ""}`}
            {metric.target.isMet === true ? ", met" : ""}
          </small>
        )}
      </div>
    </Tooltip>
  );
}
