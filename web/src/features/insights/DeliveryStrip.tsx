import { Link } from "@tanstack/react-router";
import { metricNames, useDora, type Scope } from "./insights.queries";
import { MetricTile } from "./MetricTile";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Skeleton } from "@/shared/ui/Skeleton";

interface DeliveryStripProps {
  title: string;
  scope: Scope;
}

/** The five outcomes of a team in one strip that leads to their page. */
export function DeliveryStrip({ title, scope }: DeliveryStripProps) {
  const dora = useDora(scope);
  const isQuiet =
    dora.data !== undefined && metricNames.every((name) => dora.data.metrics[name].reason === "no_deployments");
  return (
    <section className="panel strip" aria-label={title}>
      <header>
        <h2>{title}</h2>
        <Link to="/outcomes" search={scope}>
          All outcomes
        </Link>
      </header>
      {dora.isPending && <Skeleton label="Loading outcomes" lines={2} />}
      {dora.isError && <ErrorPanel error={dora.error} onRetry={() => void dora.refetch()} />}
      {isQuiet && (
        <p className="soft">
          Nothing was deployed to production in these 90 days. Five numbers stand here from the first promotion on:{" "}
          <code className="mono">towpath promote</code>
        </p>
      )}
      {dora.data !== undefined && !isQuiet && (
        <div className="strip-metrics">
          {metricNames.map((name) => (
            <MetricTile key={name} name={name} metric={dora.data.metrics[name]} />
          ))}
        </div>
      )}
    </section>
  );
}
