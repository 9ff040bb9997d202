import { Link } from "@tanstack/react-router";
import { useMetrics, type Outcome, type Scope } from "./insights.queries";
import { questions } from "./metrics";
import { MetricTile } from "./MetricTile";
import { OutcomeScope, scopeOptions, scopeQuery, whoseText } from "./OutcomeScope";
import { ReportLinks } from "./ReportLinks";
import { CopyAs } from "@/shared/ui/CopyAs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Page } from "@/shared/ui/Page";
import { Skeleton } from "@/shared/ui/Skeleton";
import "./insights.css";

interface OutcomesPageProps {
  scope: Scope;
  onScope: (scope: Scope) => void;
}

/** Every metric of the registry, by the question it answers. */
export function OutcomesPage({ scope, onScope }: OutcomesPageProps) {
  const metrics = useMetrics(scope);
  const items = metrics.data?.items ?? [];
  const isQuiet = metrics.data !== undefined && items.every(({ value }) => value === null);
  return (
    <Page
      title="Outcomes"
      lead={
        <>
          What comes of the work, not how much of it there is: <bdi>{whoseText(scope)}</bdi>, beside the time before.
        </>
      }
      actions={
        <>
          <ReportLinks scope={scope} />
          <OutcomeScope scope={scope} onScope={onScope} />
          <CopyAs cli={`towpath metrics list${scopeOptions(scope)}`} api={`/api/v1/metrics${scopeQuery(scope)}`} />
        </>
      }
    >
      {metrics.isPending && <Skeleton label="Loading outcomes" />}
      {metrics.isError && <ErrorPanel error={metrics.error} onRetry={() => void metrics.refetch()} />}
      {metrics.data !== undefined && (
        <div className="page-scroll outcomes">
          {isQuiet && (
            <EmptyState title="Nothing has happened here yet." action={<code className="mono">towpath new</code>}>
              The first pipeline, change and deployment bring the first numbers. What was before can be imported:{" "}
              <code className="mono">towpath import git PATH</code>
            </EmptyState>
          )}
          {questions.map(({ question, title }) => (
            <Group key={question} title={title} scope={scope} metrics={items.filter((m) => m.question === question)} />
          ))}
        </div>
      )}
    </Page>
  );
}

interface GroupProps {
  title: string;
  scope: Scope;
  metrics: Outcome[];
}

function Group({ title, scope, metrics }: GroupProps) {
  const known = metrics.filter(({ value }) => value !== null);
  const unknown = metrics.filter(({ value }) => value === null);
  return (
    <section className="outcome-group" aria-label={title}>
      <h2>{title}</h2>
      {known.length > 0 && (
        <div className="outcome-tiles">
          {known.map((metric) => (
            <Link
              key={metric.key}
              to="/outcomes/$metric"
              params={{ metric: metric.key }}
              search={scope}
              className="panel"
            >
              <MetricTile metric={metric} isCompared />
            </Link>
          ))}
        </div>
      )}
      {unknown.length > 0 && (
        <details className="panel outcome-unknown" open={known.length === 0}>
          <summary>{`Without a value: ${String(unknown.length)}`}</summary>
          <ul>
            {unknown.map((metric) => (
              <li key={metric.key}>
                <Link to="/outcomes/$metric" params={{ metric: metric.key }} search={scope}>
                  {metric.name}
                </Link>
                <span>{metric.reasonText}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
