import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import {
  metricNames,
  useDeliveries,
  useDora,
  type Dora,
  type DoraDelivery,
  type MetricName,
  type OutcomesView,
  type Scope,
} from "./insights.queries";
import { hoursText, metricTexts } from "./metrics";
import { MetricTile } from "./MetricTile";
import { shortRef } from "@/shared/lib/refs";
import { CopyAs } from "@/shared/ui/CopyAs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Page } from "@/shared/ui/Page";
import { Skeleton } from "@/shared/ui/Skeleton";
import { RelativeTime } from "@/shared/ui/Time";
import "./insights.css";

const Trend = lazy(() => import("./Trend").then(({ Trend: component }) => ({ default: component })));

interface OutcomesPageProps {
  view: OutcomesView;
  onView: (view: OutcomesView) => void;
}

/** The five metrics of delivery, what they are made of and how they came about. */
export function OutcomesPage({ view, onView }: OutcomesPageProps) {
  const { metric = "deploymentFrequency", ...scope } = view;
  const dora = useDora(scope);
  const query = new URLSearchParams({ ...scope }).toString();
  const whose = scope.component ?? (scope.owner === undefined ? undefined : shortRef(scope.owner));

  return (
    <Page
      title="Outcomes"
      lead={
        <>
          How fast and how safely changes reach production, over 90 days
          {whose === undefined ? ", everything you may see." : <>: {<bdi>{whose}</bdi>}.</>}
        </>
      }
      actions={
        <>
          {whose !== undefined && (
            <Button
              size="xs"
              variant="default"
              onClick={() => {
                onView({ metric });
              }}
            >
              Show everything
            </Button>
          )}
          <CopyAs
            cli={`towpath dora${scope.component === undefined ? "" : ` ${scope.component}`}`}
            api={`/api/v1/dora${query === "" ? "" : `?${query}`}`}
          />
        </>
      }
    >
      {dora.isPending && <Skeleton label="Loading outcomes" />}
      {dora.isError && <ErrorPanel error={dora.error} onRetry={() => void dora.refetch()} />}
      {dora.data !== undefined && (
        <div className="outcomes">
          <div className="outcome-tiles" role="group" aria-label="Metric">
            {metricNames.map((name) => (
              <button
                key={name}
                type="button"
                className="panel"
                aria-pressed={name === metric}
                onClick={() => {
                  onView({ ...scope, metric: name });
                }}
              >
                <MetricTile name={name} metric={dora.data.metrics[name]} />
              </button>
            ))}
          </div>
          <History dora={dora.data} metric={metric} />
          <Rows key={metric} scope={scope} metric={metric} />
        </div>
      )}
    </Page>
  );
}

interface HistoryProps {
  dora: Dora;
  metric: MetricName;
}

function History({ dora, metric }: HistoryProps) {
  const [isTable, setIsTable] = useState(false);
  const { label, chart, ofDay, definition } = metricTexts[metric];
  const days = dora.series.filter((day) => ofDay(day) !== null && (day.deployments > 0 || (ofDay(day) ?? 0) > 0));
  return (
    <section className="panel outcome-chart" aria-label={`${label} over time`}>
      <header>
        <div>
          <h2>{chart}</h2>
          <p>{definition} Green marks are days with deployments.</p>
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
          <table className="outcome-table" aria-label={chart}>
            <thead>
              <tr>
                <th scope="col">Day</th>
                <th scope="col">{chart}</th>
                <th scope="col">Deployments</th>
                <th scope="col">Failed attempts</th>
              </tr>
            </thead>
            <tbody>
              {days.map((day) => (
                <tr key={day.date}>
                  <th scope="row">{day.date}</th>
                  <td className="tabular">{Number(ofDay(day)?.toFixed(2))}</td>
                  <td className="tabular">{day.deployments}</td>
                  <td className="tabular">{day.attemptsFailed}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {days.length === 0 && <p className="outcome-none">No day of the 90 has a number.</p>}
        </div>
      ) : (
        <Suspense fallback={<div className="trend" />}>
          <Trend days={dora.series} valueOf={ofDay} label={chart} />
        </Suspense>
      )}
    </section>
  );
}

interface RowsProps {
  scope: Scope;
  metric: MetricName;
}

function Rows({ scope, metric }: RowsProps) {
  const deliveries = useDeliveries(scope);
  const { label, has } = metricTexts[metric];
  const rows = (deliveries.data?.pages ?? []).flatMap(({ items }) => items);
  const counted = rows.filter(has);
  return (
    <section className="panel outcome-rows" aria-label="Deployments it is made of">
      <header>
        <h2>{label}: the deployments it is made of</h2>
      </header>
      {deliveries.isPending && <Skeleton label="Loading deployments" lines={4} />}
      {deliveries.isError && <ErrorPanel error={deliveries.error} onRetry={() => void deliveries.refetch()} />}
      {deliveries.data !== undefined && counted.length === 0 && (
        <EmptyState
          title={
            rows.length === 0 ? "Nothing was deployed to production in these 90 days." : "No deployment counts here."
          }
          action={<code className="feedback-hint mono">towpath promote</code>}
        >
          {rows.length === 0
            ? "Outcomes are about production alone. Promote a service to it, and its deployment stands here."
            : "Deployments that failed, recovered or mended something would stand here."}
        </EmptyState>
      )}
      {counted.length > 0 && (
        <div className="outcome-scroll">
          <table className="outcome-table" aria-label="Deployments">
            <thead>
              <tr>
                <th scope="col">Service</th>
                <th scope="col">Commit</th>
                <th scope="col">Lead time</th>
                <th scope="col">Outcome</th>
                <th scope="col">Recovered after</th>
                <th scope="col">When</th>
              </tr>
            </thead>
            <tbody>
              {counted.map((delivery) => (
                <DeliveryRow key={delivery.deployment} delivery={delivery} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {deliveries.hasNextPage && (
        <div className="outcome-more">
          <Button
            size="xs"
            variant="default"
            loading={deliveries.isFetchingNextPage}
            onClick={() => void deliveries.fetchNextPage()}
          >
            Show older ones
          </Button>
        </div>
      )}
    </section>
  );
}

interface DeliveryRowProps {
  delivery: DoraDelivery;
}

function DeliveryRow({ delivery }: DeliveryRowProps) {
  const { failedAt, recoveredAt } = delivery;
  return (
    <tr>
      <th scope="row">
        <Link
          to="/catalog/$kind/$namespace/$name"
          params={{ kind: "component", namespace: "default", name: delivery.component }}
        >
          <bdi>{delivery.component}</bdi>
        </Link>
      </th>
      <td className="mono">{delivery.commit.slice(0, 8)}</td>
      <td className="tabular">
        {delivery.leadTimeHours === null
          ? "–"
          : `${hoursText(delivery.leadTimeHours)}, ${String(delivery.commits)} ${delivery.commits === 1 ? "commit" : "commits"}`}
      </td>
      <td>{outcomeText(delivery)}</td>
      <td className="tabular">
        {failedAt === null || recoveredAt === null
          ? "–"
          : hoursText((Date.parse(recoveredAt) - Date.parse(failedAt)) / 3_600_000)}
      </td>
      <td>
        <RelativeTime at={delivery.finishedAt} />
      </td>
    </tr>
  );
}

function outcomeText({ succeeded, failed, rework, recoveredAt }: DoraDelivery): string {
  if (!succeeded) return "Did not go live";
  if (failed) return recoveredAt === null ? "Failed, still open" : "Failed, recovered";
  return rework ? "Mended a failure" : "Live";
}
