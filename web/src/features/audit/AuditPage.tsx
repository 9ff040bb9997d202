import { Button } from "@mantine/core";
import { useCallback } from "react";
import { AuditDetail } from "./AuditDetail";
import { auditExportUrl, useAuditEvents, useVerifyAudit, type AuditEvent, type AuditFilter } from "./audit.queries";
import { shortRef } from "@/shared/lib/refs";
import { CopyAs } from "@/shared/ui/CopyAs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { FilterField } from "@/shared/ui/FilterField";
import { FilterTime } from "@/shared/ui/FilterTime";
import { IconDownload } from "@/shared/ui/icons";
import { Page } from "@/shared/ui/Page";
import { KeyHint } from "@/shared/ui/Segments";
import { Skeleton } from "@/shared/ui/Skeleton";
import { RelativeTime } from "@/shared/ui/Time";
import { VirtualTable, type Column } from "@/shared/ui/VirtualTable";
import "./audit.css";

/** What of the log is in sight; the search part of its URL. */
export interface AuditView extends AuditFilter {
  /** The event that is shown whole. */
  entry?: number;
}

interface AuditPageProps {
  view: AuditView;
  onView: (view: AuditView) => void;
  permissions: readonly string[];
}

export function AuditPage({ view, onView, permissions }: AuditPageProps) {
  const { entry, ...filter } = view;
  const query = new URLSearchParams({ ...filter }).toString();
  const flags = Object.entries(filter).map(([name, value]) => ` --${name} ${String(value)}`);
  const isAllowed = permissions.includes("audit.read");

  return (
    <Page
      title="Audit"
      lead="Who did what when. Each entry seals the one before: a log that was changed does not verify."
      actions={
        <>
          {permissions.includes("audit.verify") && <Verify />}
          {permissions.includes("audit.export") && (
            <Button
              component="a"
              href={auditExportUrl}
              download
              size="xs"
              variant="default"
              leftSection={<IconDownload size={15} stroke={1.7} />}
            >
              Export
            </Button>
          )}
          <CopyAs
            cli={`towpath audit list${flags.join("")}`}
            api={`/api/v1/audit/events${query === "" ? "" : `?${query}`}`}
          />
        </>
      }
    >
      <section className="panel table-frame" aria-label="Audit log">
        {isAllowed ? (
          <>
            <Filters filter={filter} onFilter={onView} />
            <div className="audit" data-split={entry !== undefined || undefined}>
              <div className="audit-list">
                <AuditTable
                  filter={filter}
                  onEntry={(sequence) => {
                    onView({ ...filter, entry: sequence });
                  }}
                />
              </div>
              {entry !== undefined && (
                <AuditDetail
                  key={entry}
                  sequence={entry}
                  onClose={() => {
                    onView(filter);
                  }}
                />
              )}
            </div>
          </>
        ) : (
          <EmptyState title="The audit log is not open to you.">
            It is read by administrators and the platform team. Ask one of them for the role that grants it.
          </EmptyState>
        )}
      </section>
    </Page>
  );
}

function Verify() {
  const verify = useVerifyAudit();
  const verdict = verify.data;
  return (
    <>
      {verify.error !== null && (
        <span className="audit-verdict" data-bad role="alert">
          {verify.error.message}
        </span>
      )}
      {verdict !== undefined && (
        <span className="audit-verdict" data-bad={!verdict.valid || undefined} role="status">
          {verdict.valid
            ? `The chain holds: ${verdict.checked.toLocaleString("en")} entries.`
            : `Broken at entry ${String(verdict.firstBad)}: ${verdict.reason}`}
        </span>
      )}
      <Button
        size="xs"
        variant="default"
        loading={verify.isPending}
        onClick={() => {
          verify.mutate();
        }}
      >
        Verify chain
      </Button>
    </>
  );
}

interface FiltersProps {
  filter: AuditFilter;
  onFilter: (filter: AuditFilter) => void;
}

function Filters({ filter, onFilter }: FiltersProps) {
  function set(name: keyof AuditFilter, value: string | undefined) {
    const { [name]: _, ...rest } = filter;
    onFilter(value === undefined ? rest : { ...rest, [name]: value });
  }
  return (
    <div className="table-tools">
      <FilterField
        label="By"
        value={filter.actor}
        placeholder="user:default/alice"
        onChange={(value) => {
          set("actor", value);
        }}
      />
      <FilterField
        label="Action"
        value={filter.type}
        placeholder="delivery. or run.finished"
        onChange={(value) => {
          set("type", value);
        }}
      />
      <FilterField
        label="About"
        value={filter.subject}
        placeholder="component:default/orders"
        onChange={(value) => {
          set("subject", value);
        }}
      />
      <FilterTime
        from={filter.from}
        to={filter.to}
        onChange={(from, to) => {
          const { from: _from, to: _to, ...rest } = filter;
          onFilter({ ...rest, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) });
        }}
      />
    </div>
  );
}

interface AuditTableProps {
  filter: AuditFilter;
  onEntry: (sequence: number) => void;
}

function AuditTable({ filter, onEntry }: AuditTableProps) {
  const events = useAuditEvents(filter, true);
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = events;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [fetchNextPage, hasNextPage, isFetchingNextPage]);

  if (events.isPending) return <Skeleton label="Loading the audit log" />;
  if (events.isError) return <ErrorPanel error={events.error} onRetry={() => void events.refetch()} />;
  const rows = events.data.pages.flatMap((page) => page.items);
  if (rows.length === 0) return <EmptyState title="No entry matches.">Clear a filter to see other entries.</EmptyState>;

  const columns: Column<AuditEvent>[] = [
    {
      key: "type",
      header: "Action",
      track: "minmax(200px, 1.2fr)",
      render: (event) => (
        <button
          type="button"
          className="row-link audit-link"
          onClick={() => {
            onEntry(event.sequence);
          }}
        >
          <code className="mono clip">{event.type}</code>
        </button>
      ),
    },
    {
      key: "subject",
      header: "About",
      track: "minmax(140px, 1fr)",
      render: (event) => <span className="clip">{event.subject}</span>,
    },
    {
      key: "actor",
      header: "By",
      track: "minmax(90px, 0.5fr)",
      isMinor: true,
      render: (event) => <span className="clip soft">{shortRef(event.actor)}</span>,
    },
    {
      key: "sequence",
      header: "Entry",
      track: "72px",
      isEnd: true,
      isMinor: true,
      render: (event) => <span className="faint tabular">{event.sequence.toLocaleString("en")}</span>,
    },
    {
      key: "at",
      header: "When",
      track: "100px",
      isEnd: true,
      render: (event) => (
        <span className="soft">
          <RelativeTime at={event.at} />
        </span>
      ),
    },
  ];
  return (
    <>
      <VirtualTable
        label="Audit log"
        columns={columns}
        rows={rows}
        rowKey={(event) => String(event.sequence)}
        onEnd={onEnd}
      />
      <footer className="table-foot">
        <KeyHint keys={["J", "K"]}>move</KeyHint>
        <KeyHint keys={["Enter"]}>show</KeyHint>
      </footer>
    </>
  );
}
