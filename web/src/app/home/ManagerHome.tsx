import { Link } from "@tanstack/react-router";
import { useMetrics } from "@/features/insights/insights.queries";
import { ReportLinks } from "@/features/insights/ReportLinks";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Skeleton } from "@/shared/ui/Skeleton";
import { OutcomeTile } from "./OutcomeTile";
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
              <OutcomeTile key={metric.key} metric={metric}>
                <small className="soft" dir="auto">
                  {metric.target?.decision}
                </small>
              </OutcomeTile>
            ))}
          </div>
        )}
      </section>
    </div>
  );
}
