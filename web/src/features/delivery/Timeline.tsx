import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTimeline, type TimelineItem } from "./activity.queries";
import { formatDuration } from "@/shared/lib/time";
import { shortRef } from "@/shared/lib/refs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { IconAlertTriangle, IconSettings } from "@/shared/ui/icons";
import { Skeleton } from "@/shared/ui/Skeleton";
import { StateMark } from "@/shared/ui/StateMark";
import { RelativeTime } from "@/shared/ui/Time";
import "./activity.css";

interface TimelineProps {
  component: string;
}

/** Deployments, runs, configuration changes and incidents on one line, newest first. */
export function Timeline({ component }: TimelineProps) {
  const timeline = useTimeline(component);
  const items = timeline.data?.pages.flatMap((page) => page.items);
  return (
    <section className="panel timeline" aria-label="Timeline">
      <h2>Timeline</h2>
      {timeline.isError ? (
        <ErrorPanel error={timeline.error} onRetry={() => void timeline.refetch()} />
      ) : items === undefined ? (
        <Skeleton label="Loading the timeline" lines={5} />
      ) : items.length === 0 ? (
        <EmptyState title="Nothing has happened yet.">
          Deployments, runs, configuration changes and incidents appear here.
        </EmptyState>
      ) : (
        <>
          <ol>
            {items.map((item) => (
              <Item key={`${item.kind} ${item.id} ${item.state ?? ""}`} item={item} />
            ))}
          </ol>
          {timeline.hasNextPage && (
            <Button
              size="xs"
              variant="default"
              loading={timeline.isFetchingNextPage}
              onClick={() => void timeline.fetchNextPage()}
            >
              Show older
            </Button>
          )}
        </>
      )}
    </section>
  );
}

interface ItemProps {
  item: TimelineItem;
}

function Item({ item }: ItemProps) {
  const took =
    item.finishedAt === null || item.kind === "configuration"
      ? undefined
      : formatDuration(Date.parse(item.finishedAt) - Date.parse(item.at));
  return (
    <li>
      <Sign item={item} />
      <span className="timeline-text">
        {item.run === null ? (
          item.title
        ) : (
          <Link to="/runs/$id" params={{ id: item.run }}>
            {item.title}
          </Link>
        )}
      </span>
      <span className="timeline-at">
        <RelativeTime at={item.at} />
      </span>
      <small>
        {item.actor === "system" ? "Towpath" : shortRef(item.actor)}
        {took !== undefined && ` · ${took}`}
      </small>
    </li>
  );
}

function Sign({ item }: ItemProps) {
  if (item.kind === "configuration")
    return <IconSettings className="timeline-sign" size={16} stroke={1.7} aria-label="Configuration" />;
  if (item.kind === "incident")
    return (
      <IconAlertTriangle
        className="timeline-sign"
        data-state={item.state}
        size={16}
        stroke={1.8}
        aria-label={item.state === "closed" ? "Incident over" : "Incident"}
      />
    );
  return <StateMark state={item.state === "rolled_back" ? "failed" : (item.state ?? "queued")} />;
}
