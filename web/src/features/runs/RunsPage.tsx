import { Link } from "@tanstack/react-router";
import { useCallback } from "react";
import { useRuns, type Run, type RunFilter } from "./runs.queries";
import { describeTrigger, shortCommit } from "./trigger";
import { shortRef } from "@/shared/lib/refs";
import { CopyAs } from "@/shared/ui/CopyAs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Page } from "@/shared/ui/Page";
import { KeyHint, Segments } from "@/shared/ui/Segments";
import { Skeleton } from "@/shared/ui/Skeleton";
import { StateMark } from "@/shared/ui/StateMark";
import { Duration, RelativeTime } from "@/shared/ui/Time";
import { VirtualTable, type Column } from "@/shared/ui/VirtualTable";
import "./runs.css";

interface RunsPageProps {
  filter: RunFilter;
  onFilter: (filter: RunFilter) => void;
}

const states = [
  { value: "", label: "All" },
  { value: "queued,running,waiting,cancelling", label: "Open" },
  { value: "failed,timed_out", label: "Failed" },
  { value: "succeeded", label: "Succeeded" },
];

export function RunsPage({ filter, onFilter }: RunsPageProps) {
  const query = new URLSearchParams({ ...filter }).toString();
  const flags = Object.entries(filter).map(([name, value]) => ` --${name} ${String(value)}`);

  return (
    <Page
      title="Runs"
      lead="What is being done and what was done: pipelines, deployments, golden paths."
      actions={
        <CopyAs cli={`towpath run list${flags.join("")}`} api={`/api/v1/runs${query === "" ? "" : `?${query}`}`} />
      }
    >
      <section className="panel table-frame" aria-label="Runs">
        <div className="table-tools">
          <Segments
            label="State"
            segments={states}
            value={filter.state ?? ""}
            onChange={(state) => {
              const { state: _, ...rest } = filter;
              onFilter(state === "" ? rest : { ...rest, state });
            }}
          />
        </div>
        <RunList filter={filter} />
      </section>
    </Page>
  );
}

const columns: Column<Run>[] = [
  {
    key: "title",
    header: "Run",
    track: "minmax(240px, 1.6fr)",
    render: (run) => (
      <Link className="row-link" to="/runs/$id" params={{ id: run.id }}>
        <StateMark state={run.state} size={18} />{" "}
        <span className="row-text">
          <span className="row-title">{run.title}</span>
          <span className="row-note">
            {run.waitingReason ?? `#${String(run.number)} · ${describeTrigger(run.trigger)}`}
          </span>
        </span>
      </Link>
    ),
  },
  {
    key: "kind",
    header: "Kind",
    track: "108px",
    render: (run) => <span className="soft">{run.kind.replaceAll("_", " ")}</span>,
  },
  {
    key: "subject",
    header: "For",
    track: "minmax(110px, 0.6fr)",
    isMinor: true,
    render: (run) =>
      run.subject === null ? <span className="faint">–</span> : <span className="clip">{shortRef(run.subject)}</span>,
  },
  {
    key: "commit",
    header: "Commit",
    track: "84px",
    isMinor: true,
    render: (run) =>
      run.trigger.commit === null ? (
        <span className="faint">–</span>
      ) : (
        <code className="mono">{shortCommit(run.trigger.commit)}</code>
      ),
  },
  {
    key: "duration",
    header: "Duration",
    track: "84px",
    isEnd: true,
    render: (run) => (
      <span className="soft">
        <Duration from={run.startedAt} to={run.finishedAt} />
      </span>
    ),
  },
  {
    key: "created",
    header: "Created",
    track: "96px",
    isEnd: true,
    render: (run) => (
      <span className="soft">
        <RelativeTime at={run.createdAt} />
      </span>
    ),
  },
];

interface RunListProps {
  filter: RunFilter;
}

function RunList({ filter }: RunListProps) {
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
    return filter.state === undefined ? (
      <EmptyState title="No runs yet." action={<code className="feedback-hint mono">towpath new</code>}>
        A run starts when you push a commit, deploy, or create something from a golden path:
      </EmptyState>
    ) : (
      <EmptyState title="No run is in this state.">Choose another state to see other runs.</EmptyState>
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
