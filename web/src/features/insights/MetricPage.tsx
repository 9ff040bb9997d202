import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useMetric, type OutcomeDetail, type Scope } from "./insights.queries";
import { casesText, comparisonText, numberText, valueText } from "./metrics";
import { MetricRows } from "./MetricRows";
import { OutcomeScope, scopeOptions, scopeQuery, whoseText } from "./OutcomeScope";
import { TargetPanel } from "./TargetPanel";
import { CopyAs } from "@/shared/ui/CopyAs";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Page } from "@/shared/ui/Page";
import { Skeleton } from "@/shared/ui/Skeleton";
import "./insights.css";

const Trend = lazy(() => import("./Trend").then(({ Trend: component }) => ({ default: component })));

interface MetricPageProps {
  /** Its key in the registry. */
  name: string;
  scope: Scope;
  onScope: (scope: Scope) => void;
  /** Whether the reader may set targets. */
  mayChange: boolean;
}

/** One metric: its value, what it is, how it came about, what it is compared with and what is wanted of it. */
export function MetricPage({ name, scope, onScope, mayChange }: MetricPageProps) {
  const metric = useMetric(name, scope);
  const { data } = metric;
  return (
    <Page
      title={data?.name ?? "Outcome"}
      lead={
        <>
          <Link to="/outcomes" search={scope}>
            All outcomes
          </Link>
          {": "}
          <bdi>{whoseText(scope)}</bdi>
        </>
      }
      actions={
        <>
          <OutcomeScope scope={scope} onScope={onScope} />
          <CopyAs
            cli={`towpath metrics show ${name}${scopeOptions(scope)}`}
            api={`/api/v1/metrics/${name}${scopeQuery(scope)}`}
          />
        </>
      }
    >
      {metric.isPending && <Skeleton label="Loading the metric" />}
      {metric.isError && <ErrorPanel error={metric.error} onRetry={() => void metric.refetch()} />}
      {data !== undefined && (
        <div className="page-scroll outcomes">
          <div className="outcome-pair">
            <Definition metric={data} />
            <div className="outcome-side">
              <Comparisons metric={data} />
              <TargetPanel key={data.target?.setAt} metric={data} scope={scope} mayChange={mayChange} />
            </div>
          </div>
          {data.series.length > 0 && <History metric={data} />}
          {data.parts.length > 0 && <Parts metric={data} />}
          <MetricRows name={name} unit={data.unit} scope={scope} />
        </div>
      )}
    </Page>
  );
}

interface PartProps {
  metric: OutcomeDetail;
}

function Definition({ metric }: PartProps) {
  const value = valueText(metric);
  const comparison = comparisonText(metric);
  return (
    <section className="panel outcome-value" aria-label="Value and definition">
      {value === undefined ? (
        <p className="metric-none">{metric.reasonText}</p>
      ) : (
        <>
          <b className="tabular">{value}</b>
          <small>
            {casesText(metric)}
            {metric.p90 !== null &&
              `; 75 % within ${numberText(metric.p75 ?? metric.p90, metric.unit)}, 90 % within ${numberText(metric.p90, metric.unit)}`}
            {metric.isApproximate && "; within 5 %"}
          </small>
        </>
      )}
      {comparison !== undefined && (
        <small className="metric-change" data-better={metric.isBetter ?? undefined}>
          {comparison}
        </small>
      )}
      <p>{metric.definition}</p>
      <dl className="outcome-facts">
        <dt>Formula</dt>
        <dd>{metric.formula}</dd>
        <dt>Made of</dt>
        <dd>{metric.source}</dd>
        <dt>Who sees it</dt>
        <dd>{metric.audience}</dd>
      </dl>
    </section>
  );
}

function Comparisons({ metric }: PartProps) {
  const { baseline, benchmark, unit } = metric;
  return (
    <section className="panel outcome-target" aria-label="Comparisons">
      <header>
        <h2>Compared</h2>
      </header>
      <dl className="outcome-facts">
        <dt>Time before</dt>
        <dd>{metric.before.value === null ? metric.before.reasonText : numberText(metric.before.value, unit)}</dd>
        <dt>Before adoption</dt>
        <dd>
          {baseline === null
            ? "No history was imported for it."
            : baseline.value === null
              ? baseline.reasonText
              : `${numberText(baseline.value, unit)} from ${baseline.from.slice(0, 10)} to ${baseline.to.slice(0, 10)}, of ${baseline.n.toLocaleString("en")}${baseline.isProxy ? " (a proxy: patch releases within 7 days)" : ""}`}
        </dd>
        {benchmark !== null && (
          <>
            <dt>{benchmark.title}</dt>
            <dd>
              {benchmark.group !== null && `Stands with the group “${benchmark.group}”. `}
              {benchmark.score !== null && `${benchmark.score.toFixed(1)} of 10. `}
              {benchmark.meanScore !== null && `All who answered: ${benchmark.meanScore.toFixed(1)}. `}
              {benchmark.note}
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}

function Parts({ metric }: PartProps) {
  return (
    <section className="panel outcome-rows" aria-label="What it consists of">
      <header>
        <h2>What it consists of</h2>
      </header>
      <div className="outcome-scroll">
        <table className="outcome-table" aria-label="Parts">
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">How many</th>
            </tr>
          </thead>
          <tbody>
            {metric.parts.map((part) => (
              <tr key={part.label}>
                <th scope="row">
                  <bdi>{part.label === "" ? "not said" : part.label}</bdi>
                </th>
                <td className="tabular">{part.n.toLocaleString("en")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function History({ metric }: PartProps) {
  const [isTable, setIsTable] = useState(false);
  const known = metric.series.filter(({ value, n }) => value !== null && n > 0);
  const label = `${metric.name} over time`;
  return (
    <section className="panel outcome-chart" aria-label={label}>
      <header>
        <div>
          <h2>Over time</h2>
          <p>{`Green marks are days with ${metric.cases}.`}</p>
        </div>
        <Button
          size="xs"
          variant="default"
          aria-pressed={isTable}
          onClick={() => {
            setIsTable(!isTable);
          }}
        >
          {isTable ? "Show as chart" : "Show as table"}
        </Button>
      </header>
      {isTable ? (
        <div className="outcome-scroll">
          <table className="outcome-table" aria-label={label}>
            <thead>
              <tr>
                <th scope="col">From</th>
                <th scope="col">Value</th>
                <th scope="col">n</th>
              </tr>
            </thead>
            <tbody>
              {known.map(({ date, value, n }) => (
                <tr key={date}>
                  <th scope="row">{date}</th>
                  <td className="tabular">{value === null ? "–" : numberText(value, metric.unit)}</td>
                  <td className="tabular">{n}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {known.length === 0 && <p className="outcome-none">No day has a number.</p>}
        </div>
      ) : (
        <Suspense fallback={<div className="trend" />}>
          <Trend points={metric.series} label={label} />
        </Suspense>
      )}
    </section>
  );
}
