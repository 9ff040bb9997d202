import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useCallback } from "react";
import { Happenings } from "./Happenings";
import { useDeployments, type Deployment } from "./delivery.queries";
import { lanesOf, spanOf, type DeploymentsView as Shown, type LaneKind, type Span } from "./lanes";
import { LaneChart } from "./LaneChart";
import { useMinutes } from "@/shared/lib/clock";
import { shortRef } from "@/shared/lib/refs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { FilterMenu } from "@/shared/ui/FilterMenu";
import { Segments } from "@/shared/ui/Segments";
import { Skeleton } from "@/shared/ui/Skeleton";
import { StateMark, stateLabel } from "@/shared/ui/StateMark";
import { Duration, RelativeTime } from "@/shared/ui/Time";
import { VirtualTable, type Column } from "@/shared/ui/VirtualTable";
import "./delivery.css";

interface DeploymentsViewProps {
  view: Shown;
  /** Set on a component's own page: only its deployments, by environment. */
  component?: string;
  onView: (view: Shown) => void;
  onOpen: (deployment: Deployment) => void;
}

/** Timeline, what changed in the chosen stretch of it, and the table behind both. */
export function DeploymentsView({ view, component, onView, onOpen }: DeploymentsViewProps) {
  const wanted = component ?? view.component;
  const deployments = useDeployments({
    ...(wanted === undefined ? {} : { component: wanted }),
    ...(view.environment === undefined ? {} : { environment: view.environment }),
  });
  const now = useMinutes();
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = deployments;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [fetchNextPage, hasNextPage, isFetchingNextPage]);

  if (deployments.isPending) return <Skeleton label="Loading deployments" />;
  if (deployments.isError) return <ErrorPanel error={deployments.error} onRetry={() => void deployments.refetch()} />;
  const rows = deployments.data.pages.flatMap((page) => page.items);
  if (rows.length === 0)
    return (
      <div className="panel">
        <EmptyState title="No deployments yet." action={<code className="feedback-hint mono">towpath deploy</code>}>
          {wanted === undefined
            ? "A deployment begins when a pipeline of a default branch has built a release, or by hand:"
            : `Nothing of ${wanted} was deployed${view.environment === undefined ? "" : ` to ${view.environment}`}.`}
        </EmptyState>
      </div>
    );
  const kind: LaneKind = view.lanes ?? (wanted === undefined ? "component" : "environment");
  const chosen =
    view.from === undefined || view.to === undefined
      ? undefined
      : { from: Date.parse(view.from), to: Date.parse(view.to) };

  function choose(span: Span | undefined) {
    const { from: _, to: __, ...rest } = view;
    onView(span === undefined ? rest : { ...rest, from: secondOf(span.from), to: secondOf(span.to + 999) });
  }

  return (
    <div className="deployments">
      <section className="panel" aria-label="Timeline">
        <div className="table-tools">
          {component === undefined && (
            <Segments
              label="Lanes"
              segments={[
                { value: "component", label: "By component" },
                { value: "environment", label: "By environment" },
              ]}
              value={kind}
              onChange={(lanes) => {
                onView({ ...view, lanes });
              }}
            />
          )}
          <FilterMenu
            label="Environment"
            value={view.environment}
            options={[...new Set(rows.map((row) => row.environment))].map((name) => ({
              value: name,
              label: name,
              count: rows.filter((row) => row.environment === name).length,
            }))}
            onChange={(environment) => {
              const { environment: _, ...rest } = view;
              onView(environment === undefined ? rest : { ...rest, environment });
            }}
          />
          <Between chosen={chosen} now={now} onChoose={choose} />
        </div>
        <LaneChart
          lanes={lanesOf(rows, kind)}
          span={spanOf(rows, now)}
          chosen={chosen}
          onChoose={choose}
          onOpen={onOpen}
        />
      </section>
      {view.from !== undefined && view.to !== undefined && (
        <Happenings
          filter={{
            from: view.from,
            to: view.to,
            ...(wanted === undefined ? {} : { component: wanted }),
            ...(view.environment === undefined ? {} : { environment: view.environment }),
          }}
        />
      )}
      <section className="panel table-frame deployments-table" aria-label="Deployments">
        <VirtualTable
          label="Deployments"
          columns={columns}
          rows={rows.filter((row) => isChosen(row, chosen))}
          rowKey={(row) => row.id}
          onEnd={onEnd}
        />
      </section>
    </div>
  );
}

/** A moment to the second, as addresses and the API have it. */
function secondOf(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, "Z");
}

function isChosen(deployment: Deployment, chosen: Span | undefined): boolean {
  if (chosen === undefined) return true;
  const at = Date.parse(deployment.createdAt);
  return at >= chosen.from && at < chosen.to;
}

interface BetweenProps {
  chosen: Span | undefined;
  now: number;
  onChoose: (span: Span | undefined) => void;
}

/** A moment for a field of the browser, in the reader's own zone. */
function fieldText(time: number): string {
  const date = new Date(time);
  return new Date(time - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function Between({ chosen, now, onChoose }: BetweenProps) {
  const from = chosen?.from ?? now - 3_600_000;
  const to = chosen?.to ?? now;
  const change = (next: Span) => {
    if (!Number.isNaN(next.from) && !Number.isNaN(next.to) && next.from < next.to) onChoose(next);
  };
  return (
    <span className="between table-tools-end">
      <label>
        Between{" "}
        <input
          type="datetime-local"
          value={fieldText(from)}
          onChange={(event) => {
            change({ from: Date.parse(event.currentTarget.value), to });
          }}
        />
      </label>
      <label>
        and{" "}
        <input
          type="datetime-local"
          value={fieldText(to)}
          onChange={(event) => {
            change({ from, to: Date.parse(event.currentTarget.value) });
          }}
        />
      </label>
      {chosen === undefined ? (
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => {
            // The clock of labels may be half a minute behind.
            onChoose({ from, to: Date.now() });
          }}
        >
          What changed?
        </Button>
      ) : (
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => {
            onChoose(undefined);
          }}
        >
          Show all
        </Button>
      )}
    </span>
  );
}

const columns: Column<Deployment>[] = [
  {
    key: "component",
    header: "Component",
    track: "minmax(200px, 1.4fr)",
    render: (deployment) => (
      <Link className="row-link" to="/runs/$id" params={{ id: deployment.run }}>
        <StateMark state={deployment.state} size={18} />
        <span className="row-text">
          <span className="row-title">{deployment.component}</span>
          <span className="row-note">{deployment.reason === "" ? deployment.mode : deployment.reason}</span>
        </span>
      </Link>
    ),
  },
  { key: "environment", header: "Environment", track: "130px", render: (deployment) => deployment.environment },
  { key: "mode", header: "What", track: "90px", isMinor: true, render: (deployment) => deployment.mode },
  {
    key: "state",
    header: "Outcome",
    track: "110px",
    isMinor: true,
    render: (deployment) => <span className="soft">{stateLabel(deployment.state)}</span>,
  },
  {
    key: "by",
    header: "By",
    track: "minmax(90px, 0.6fr)",
    isMinor: true,
    render: (deployment) => <span className="soft clip">{shortRef(deployment.requestedBy)}</span>,
  },
  {
    key: "took",
    header: "Took",
    track: "80px",
    isEnd: true,
    render: (deployment) => (
      <span className="soft">
        <Duration from={deployment.createdAt} to={deployment.finishedAt} />
      </span>
    ),
  },
  {
    key: "at",
    header: "When",
    track: "100px",
    isEnd: true,
    render: (deployment) => (
      <span className="soft">
        <RelativeTime at={deployment.createdAt} />
      </span>
    ),
  },
];
