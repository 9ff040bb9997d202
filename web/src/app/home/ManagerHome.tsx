import { Link } from "@tanstack/react-router";
import { useMetrics } from "@/features/insights/insights.queries";
import { MetricTile } from "@/features/insights/MetricTile";
import { ReportLinks } from "@/features/insights/ReportLinks";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Skeleton } from "@/shared/ui/Skeleton";
import { TileSection } from "./TileSection";

/** One or two figures for each question a sponsor asks. */
const headlines = [
  "change-lead-time",
  "deployment-frequency",
  "change-fail-rate",
  "recovery-time",
  "hours-saved",
  "developer-satisfaction",
  "teams-live",
  "cost",
];

/** What comes of the platform, what is wanted of it and what has no answer yet. */
export function ManagerHome() {
  const metrics = useMetrics({});
  if (metrics.isPending) return <Skeleton label="Loading outcomes" />;
  if (metrics.isError) return <ErrorPanel error={metrics.error} onRetry={() => void metrics.refetch()} />;
  const { items } = metrics.data;
  const wanted = items.filter(({ target }) => target !== null);
  return (
    <div className="page-scroll home home-entrance">
      <ReportLinks scope={{}} />
      <TileSection title="What comes of it" metrics={items.filter(({ key }) => headlines.includes(key))} />
      <section aria-label="Targets">
        <header className="home-entrance-head">
          <h2>Targets</h2>
          <Link to="/outcomes" search={{}}>
            All outcomes
          </Link>
        </header>
        {wanted.length === 0 ? (
          <p className="panel home-entrance-none">
            Nobody has said yet what is wanted. A metric&apos;s page takes a target, who answers for it and the decision
            taken from it: <code className="mono">towpath metrics target KEY --value N --responsible GROUP</code>
          </p>
        ) : (
          <div className="home-tiles">
            {wanted.map((metric) => (
              <Link
                key={metric.key}
                to="/outcomes/$metric"
                params={{ metric: metric.key }}
                search={{}}
                className="panel home-tile"
              >
                <MetricTile metric={metric} isCompared />
                <small className="soft" dir="auto">
                  {metric.target?.decision}
                </small>
              </Link>
            ))}
          </div>
        )}
      </section>
    </div>
  );
}
