import { Link } from "@tanstack/react-router";
import { useMetrics, type Scope } from "./insights.queries";
import { doraKeys } from "./metrics";
import { MetricTile } from "./MetricTile";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Skeleton } from "@/shared/ui/Skeleton";

interface DeliveryStripProps {
  title: string;
  scope: Scope;
}

/** The five outcomes of a team in one strip that leads to their page. */
export function DeliveryStrip({ title, scope }: DeliveryStripProps) {
  const metrics = useMetrics(scope);
  const shown = metrics.data?.items.filter(({ key }) => doraKeys.includes(key));
  const isQuiet = shown?.every(({ reason }) => reason === "no_deployments") === true;
  return (
    <section className="panel strip" aria-label={title}>
      <header>
        <h2>{title}</h2>
        <Link to="/outcomes" search={scope}>
          All outcomes
        </Link>
      </header>
      {metrics.isPending && <Skeleton label="Loading outcomes" lines={2} />}
      {metrics.isError && <ErrorPanel error={metrics.error} onRetry={() => void metrics.refetch()} />}
      {isQuiet && (
        <p className="soft">
          Nothing was deployed to production in these 90 days. Five numbers stand here from the first promotion on:{" "}
          <code className="mono">towpath promote</code>
        </p>
      )}
      {shown !== undefined && !isQuiet && (
        <div className="strip-metrics">
          {shown.map((metric) => (
            <MetricTile key={metric.key} metric={metric} />
          ))}
        </div>
      )}
    </section>
  );
}
