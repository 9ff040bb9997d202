import { Link } from "@tanstack/react-router";
import { useCallback, type ReactNode } from "react";
import { compareDuration } from "./duration";
import { useRuns, type Run, type RunFilter } from "./runs.queries";
import { Subject } from "./Subject";
import { describeTrigger, shortCommit } from "./trigger";
import { useSeconds } from "@/shared/lib/clock";
import { formatDuration } from "@/shared/lib/time";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { KeyHint } from "@/shared/ui/Segments";
import { Skeleton } from "@/shared/ui/Skeleton";
import { StateMark } from "@/shared/ui/StateMark";
import { Duration, RelativeTime } from "@/shared/ui/Time";
import { VirtualTable, type Column } from "@/shared/ui/VirtualTable";
import "./runs.css";

const columns: Column<Run>[] = [
  {
    key: "title",
    header: "Run",
    track: "minmax(220px, 1.6fr)",
    render: (run) => (
      <Link className="row-link" to="/runs/$id" params={{ id: run.id }}>
        <StateMark state={run.state} size={18} />{" "}
        <span className="row-text">
          <span className="row-title">{run.title}</span>
          <span className="row-note">
            {run.waitingReason ?? run.error?.message ?? `#${String(run.number)} · ${describeTrigger(run.trigger)}`}
          </span>
        </span>
      </Link>
    ),
  },
  {
    key: "kind",
    header: "Kind",
    track: "98px",
    isMinor: true,
    render: (run) => <span className="soft">{run.kind.replaceAll("_", " ")}</span>,
  },
  {
    key: "subject",
    header: "For",
    track: "minmax(100px, 0.6fr)",
    isMinor: true,
    render: (run) => (run.subject === null ? <span className="faint">–</span> : <Subject subject={run.subject} />),
  },
  {
    key: "commit",
    header: "Commit",
    track: "78px",
    isMinor: true,
    render: (run) =>
      run.trigger.commit === null ? (
        <span className="faint">–</span>
      ) : (
        <code className="mono">{shortCommit(run.trigger.commit)}</code>
      ),
  },
  { key: "duration", header: "Duration", track: "132px", render: (run) => <DurationBar run={run} /> },
  {
    key: "created",
    header: "Created",
    track: "96px",
    isEnd: true,
    isMinor: true,
    render: (run) => (
      <span className="soft">
        <RelativeTime at={run.createdAt} />
      </span>
    ),
  },
];

interface DurationBarProps {
  run: Run;
}

/** The duration, and as a bar against the median of the runs before: the tick is the median, the bar is this run. */
function DurationBar({ run }: DurationBarProps) {
  const now = useSeconds(run.typical !== null && run.startedAt !== null && run.finishedAt === null);
  const compared = compareDuration(run, now);
  const full = compared === undefined ? 1 : Math.max(compared.took, compared.typical * 1.6, 1);
  const title =
    compared === undefined
      ? undefined
      : `${compared.words} (median ${formatDuration(compared.typical)}, n = ${String(compared.runs)})`;
  return (
    <span className="duration" title={title}>
      <span className="soft">
        <Duration from={run.startedAt} to={run.finishedAt} />
      </span>
      {compared !== undefined && (
        <svg className="duration-bar" viewBox="0 0 64 8" width={64} height={8} role="img" aria-label={compared.words}>
          <rect className="duration-track" x={0} y={2} width={64} height={4} rx={2} />
          <rect
            className="duration-took"
            data-slow={compared.isSlow || undefined}
            x={0}
            y={2}
            width={Math.max(2, (64 * compared.took) / full)}
            height={4}
            rx={2}
          />
          <rect className="duration-tick" x={(64 * compared.typical) / full - 0.75} y={0} width={1.5} height={8} />
        </svg>
      )}
    </span>
  );
}

interface RunTableProps {
  filter: RunFilter;
  /** What to say where there is no run at all. */
  empty: ReactNode;
  /** What of the filter was not chosen by the reader. */
  fixed?: readonly (keyof RunFilter)[];
}

export function RunTable({ filter, empty, fixed = [] }: RunTableProps) {
  const runs = useRuns(filter);
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = runs;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [fetchNextPage, hasNextPage, isFetchingNextPage]);

  if (runs.isPending) return <Skeleton label="Loading runs" />;
  if (runs.isError) return <ErrorPanel error={runs.error} onRetry={() => void runs.refetch()} />;

  const rows = runs.data.pages.flatMap((page) => page.items);
  const total = runs.data.pages[0]?.total ?? rows.length;
  if (rows.length === 0) {
    const chosen = Object.keys(filter).filter((name) => !fixed.some((each) => each === name));
    if (chosen.length === 0) return empty;
    return chosen.length === 1 && filter.state !== undefined ? (
      <EmptyState title="No run is in this state.">Choose another state to see other runs.</EmptyState>
    ) : (
      <EmptyState title="No run matches.">Clear a filter to see other runs.</EmptyState>
    );
  }
  return (
    <>
      <VirtualTable label="Runs" columns={columns} rows={rows} rowKey={(run) => run.id} total={total} onEnd={onEnd} />
      <footer className="table-foot">
        <span className="tabular" role="status">
          {total.toLocaleString("en")} {total === 1 ? "run" : "runs"}
        </span>
        <KeyHint keys={["J", "K"]}>move</KeyHint>
        <KeyHint keys={["Enter"]}>open</KeyHint>
      </footer>
    </>
  );
}
