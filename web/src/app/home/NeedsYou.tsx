import { Link } from "@tanstack/react-router";
import { needingSomebody } from "./failing";
import { useOwnRuns } from "./home.queries";
import { useServiceHealth } from "@/features/delivery/health.queries";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { HealthMark } from "@/shared/ui/HealthMark";
import { Skeleton } from "@/shared/ui/Skeleton";
import { stateLabel, StateMark } from "@/shared/ui/StateMark";
import { RelativeTime } from "@/shared/ui/Time";

interface NeedsYouProps {
  owners: string[];
}

const most = 8;

/** What waits for the person who looks: failing runs and unhealthy services of theirs. */
export function NeedsYou({ owners }: NeedsYouProps) {
  const runs = useOwnRuns(owners);
  const health = useServiceHealth();
  const error = runs.error ?? health.error;
  const failing = needingSomebody(runs.data ?? []).slice(0, most);
  const unhealthy = (health.data?.attention ?? []).filter(({ owner }) => owners.includes(owner)).slice(0, most);
  const isKnown = runs.data !== undefined && health.data !== undefined;

  return (
    <section className="panel home-needs" aria-label="Needs you">
      <h2>Needs you</h2>
      {error !== null && (
        <ErrorPanel
          error={error}
          onRetry={() => {
            runs.retry();
            void health.refetch();
          }}
        />
      )}
      {error === null && !isKnown && <Skeleton label="Loading what needs you" lines={2} />}
      {isKnown && failing.length + unhealthy.length === 0 && (
        <p className="home-quiet">Nothing. Your runs have succeeded and your services are well.</p>
      )}
      {failing.length + unhealthy.length > 0 && (
        <ul>
          {unhealthy.map((place) => (
            <li key={`${place.component} ${place.environment}`}>
              <HealthMark health={place.health} />
              <Link
                to="/catalog/$kind/$namespace/$name"
                params={{ kind: "component", namespace: "default", name: place.component }}
              >
                <bdi>{place.component}</bdi> is {place.health} in {place.environment}
              </Link>
              <small className="clip">{place.reason}</small>
            </li>
          ))}
          {failing.map((run) => (
            <li key={run.id}>
              <StateMark state={run.state} />
              <Link to="/runs/$id" params={{ id: run.id }} className="clip">
                <bdi>{run.title}</bdi>
              </Link>
              <small className="clip">
                {run.waitingReason ?? `${stateLabel(run.state)}, #${String(run.number)}`} ·{" "}
                <RelativeTime at={run.createdAt} />
              </small>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
