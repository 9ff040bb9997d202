import { useHappenings, type Happening, type HappeningFilter } from "./delivery.queries";
import { formatExact } from "@/shared/lib/time";
import { shortRef } from "@/shared/lib/refs";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { IconAdjustments, IconAlertTriangle } from "@/shared/ui/icons";
import { Skeleton } from "@/shared/ui/Skeleton";
import { StateMark } from "@/shared/ui/StateMark";

interface HappeningsProps {
  filter: HappeningFilter;
}

/** What changed in a stretch of time, newest first. */
export function Happenings({ filter }: HappeningsProps) {
  const happenings = useHappenings(filter);
  return (
    // It scrolls: with the keyboard, too.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="panel happenings" role="region" aria-label="What changed" tabIndex={0}>
      <h2>
        What changed between {formatExact(filter.from)} and {formatExact(filter.to)}
      </h2>
      {happenings.isPending && <Skeleton label="Loading what changed" lines={3} />}
      {happenings.isError && <ErrorPanel error={happenings.error} onRetry={() => void happenings.refetch()} />}
      {happenings.data?.items.length === 0 && (
        <p className="soft">Nothing: no deployment ended, no configuration changed, no incident began or ended.</p>
      )}
      <ul>
        {happenings.data?.items.map((happening) => (
          <li key={happening.sequence}>
            <Sign happening={happening} />
            <b className="clip">{happening.component}</b>
            <span className="happening-title">{happening.title}</span>
            <span className="soft">{happening.environment}</span>
            <span className="soft clip">{shortRef(happening.actor)}</span>
            <time className="faint tabular" dateTime={happening.at}>
              {formatExact(happening.at)}
            </time>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface SignProps {
  happening: Happening;
}

function Sign({ happening }: SignProps) {
  if (happening.kind === "deployment") return <StateMark state={happening.state} size={16} />;
  const isIncident = happening.kind === "incident";
  const Icon = isIncident ? IconAlertTriangle : IconAdjustments;
  return (
    <span role="img" aria-label={isIncident ? `Incident ${happening.state}` : "Configuration"} className="soft">
      <Icon size={16} stroke={1.7} />
    </span>
  );
}
