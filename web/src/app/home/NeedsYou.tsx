import { Link } from "@tanstack/react-router";
import { needingSomebody } from "./failing";
import { useOwnRuns } from "./home.queries";
import { useApprovals } from "@/features/delivery/approvals.queries";
import { useServiceHealth } from "@/features/delivery/health.queries";
import { ChangeMark } from "@/features/forge/ChangeMark";
import { useChanges, type Change } from "@/features/forge/changes.queries";
import { useMe } from "@/features/identity/identity.queries";
import { useWaivers } from "@/features/standards/standards.queries";
import { shortRef } from "@/shared/lib/refs";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { HealthMark } from "@/shared/ui/HealthMark";
import { Skeleton } from "@/shared/ui/Skeleton";
import { stateLabel, StateMark } from "@/shared/ui/StateMark";
import { RelativeTime } from "@/shared/ui/Time";

interface NeedsYouProps {
  owners: string[];
}

const most = 8;

/** What waits for the person who looks: failing runs and unhealthy services of theirs, and changes to judge or mend. */
export function NeedsYou({ owners }: NeedsYouProps) {
  const runs = useOwnRuns(owners);
  const health = useServiceHealth();
  const changes = useChanges({ awaiting: "me" });
  const approvals = useApprovals({ state: "waiting" });
  const waivers = useWaivers({ awaitsMe: true });
  const me = useMe().data?.ref;
  const error = runs.error ?? health.error ?? changes.error ?? approvals.error ?? waivers.error;
  const failing = needingSomebody(runs.data ?? []).slice(0, most);
  const unhealthy = (health.data?.attention ?? []).filter(({ owner }) => owners.includes(owner)).slice(0, most);
  const waiting = changes.data?.pages[0];
  const shown = (waiting?.items ?? []).slice(0, most);
  const more = (waiting?.total ?? 0) - shown.length;
  const toApprove = (approvals.data?.items ?? []).filter(({ mayDecide }) => mayDecide).slice(0, most);
  const toWaive = (waivers.data?.items ?? []).slice(0, most);
  const count = failing.length + unhealthy.length + shown.length + toApprove.length + toWaive.length;
  const isKnown = [runs.data, health.data, waiting, approvals.data, waivers.data].every((each) => each !== undefined);

  return (
    <section className="panel home-needs" aria-label="Needs you">
      <h2>Needs you</h2>
      {error !== null && (
        <ErrorPanel
          error={error}
          onRetry={() => {
            runs.retry();
            void health.refetch();
            void changes.refetch();
            void approvals.refetch();
            void waivers.refetch();
          }}
        />
      )}
      {error === null && !isKnown && <Skeleton label="Loading what needs you" lines={2} />}
      {isKnown && count === 0 && (
        <p className="home-quiet">
          Nothing. Your runs have succeeded, your services are well, and no change waits for you.
        </p>
      )}
      {count > 0 && (
        <ul>
          {toApprove.map((approval) => (
            <li key={approval.id}>
              <StateMark state="waiting" />
              <Link to="/runs/$id" params={{ id: approval.run }} className="clip">
                <bdi>{approval.component}</bdi> waits for your approval
              </Link>
              <small className="clip">
                to {approval.environment}, asked by {shortRef(approval.requestedBy)} ·{" "}
                <RelativeTime at={approval.createdAt} />
              </small>
            </li>
          ))}
          {toWaive.map((waiver) => (
            <li key={waiver.id}>
              <StateMark state="waiting" />
              <Link to="/guardrails/waivers/$id" params={{ id: waiver.id }} className="clip">
                A waiver waits for you: <bdi>{waiver.title}</bdi>
              </Link>
              <small className="clip">
                for {shortRef(waiver.subject)}, asked by {shortRef(waiver.requestedBy)} ·{" "}
                <RelativeTime at={waiver.requestedAt} />
              </small>
            </li>
          ))}
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
          {shown.map((change) => (
            <WaitingChange key={change.id} change={change} isOwn={change.author === me} />
          ))}
          {more > 0 && (
            <li>
              <Link to="/changes" search={{ awaiting: "me" }}>
                {more} more {more === 1 ? "change waits" : "changes wait"} for you
              </Link>
            </li>
          )}
        </ul>
      )}
    </section>
  );
}

interface WaitingChangeProps {
  change: Change;
  isOwn: boolean;
}

function WaitingChange({ change, isOwn }: WaitingChangeProps) {
  return (
    <li>
      <ChangeMark state={change.state} size={15} />
      <Link
        to="/repositories/$name/changes/$number"
        params={{ name: change.repository, number: String(change.number) }}
        className="clip"
      >
        <bdi>{change.title}</bdi>
      </Link>
      <small className="clip">
        {isOwn ? "changes requested" : <>to review, by {shortRef(change.author)}</>} · <bdi>{change.repository}</bdi> #
        {change.number} · <RelativeTime at={change.updatedAt} />
      </small>
    </li>
  );
}
