import { Button } from "@mantine/core";
import { duration } from "./waterfall";
import { useTraces, type TraceHead } from "./traces.queries";
import { Waterfall } from "./Waterfall";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { FilterField } from "@/shared/ui/FilterField";
import { Segments } from "@/shared/ui/Segments";
import { Skeleton } from "@/shared/ui/Skeleton";
import { RelativeTime } from "@/shared/ui/Time";
import "./observe.css";
import "./traces.css";

interface TracesTabProps {
  name: string;
  /** Where it runs; undefined while that is not known. */
  status: { environments: { name: string }[] } | undefined;
  search: Record<string, unknown>;
  onSearch: (search: Record<string, unknown>) => void;
}

/** The requests a component took part in, as it and others told by OTLP. */
export function TracesTab({ name, status, search, onSearch }: TracesTabProps) {
  if (status === undefined) return <Skeleton label="Loading the environments" lines={3} />;
  const environment =
    status.environments.find((each) => each.name === search["environment"])?.name ?? status.environments[0]?.name;
  if (environment === undefined) {
    return (
      <div className="panel">
        <EmptyState title="It has not run anywhere yet." action={<code className="mono">towpath deploy {name}</code>}>
          Traces come by OTLP from what runs.
        </EmptyState>
      </div>
    );
  }
  const text = typeof search["q"] === "string" ? search["q"] : "";
  const onlyErrors = search["errors"] === true;
  return (
    <>
      <div className="metric-tools">
        <Segments
          label="Environment"
          segments={status.environments.map((each) => ({ value: each.name, label: each.name }))}
          value={environment}
          onChange={(value) => {
            onSearch({ ...search, environment: value, trace: undefined });
          }}
        />
        <Segments
          label="Which traces"
          segments={[
            { value: "all", label: "All" },
            { value: "errors", label: "With errors" },
          ]}
          value={onlyErrors ? "errors" : "all"}
          onChange={(value) => {
            onSearch({ ...search, errors: value === "errors" ? true : undefined });
          }}
        />
        <FilterField
          label="Name"
          value={text === "" ? undefined : text}
          placeholder="GET /cart"
          onChange={(value) => {
            onSearch({ ...search, q: value });
          }}
        />
      </div>
      <TraceList
        component={name}
        filter={{ environment, text, onlyErrors }}
        open={typeof search["trace"] === "string" ? search["trace"] : undefined}
        onOpen={(trace) => {
          onSearch({ ...search, trace });
        }}
      />
    </>
  );
}

interface TraceListProps {
  component: string;
  filter: { environment: string; text: string; onlyErrors: boolean };
  open: string | undefined;
  onOpen: (trace: string | undefined) => void;
}

function TraceList({ component, filter, open, onOpen }: TraceListProps) {
  const traces = useTraces(component, filter);
  const items = traces.data?.pages.flatMap((page) => page.items) ?? [];
  if (traces.isPending) return <Skeleton label="Loading the traces" lines={6} />;
  if (traces.isError)
    return (
      <div className="panel">
        <ErrorPanel error={traces.error} onRetry={() => void traces.refetch()} />
      </div>
    );
  if (items.length === 0 && open === undefined)
    return (
      <div className="panel">
        <EmptyState
          title="No traces."
          action={
            <code className="mono">
              OTEL_EXPORTER_OTLP_ENDPOINT={location.origin} OTEL_SERVICE_NAME={component}
            </code>
          }
        >
          Any OpenTelemetry library sends them by OTLP/HTTP, with a token that may send telemetry.
        </EmptyState>
      </div>
    );
  return (
    <section className="panel traces" aria-label="Traces">
      <div className="traces-tools">
        <small className="soft">{traces.data.pages[0]?.total ?? 0} in 3 days</small>
        <Button size="compact-xs" variant="default" aria-busy={traces.isFetching} onClick={() => void traces.refetch()}>
          Look again
        </Button>
      </div>
      <ol>
        {items.map((trace) => (
          <TraceRow key={trace.trace} trace={trace} isOpen={trace.trace === open} onOpen={onOpen} />
        ))}
      </ol>
      {open !== undefined && !items.some(({ trace }) => trace === open) && <Waterfall id={open} />}
      {traces.hasNextPage && (
        <Button
          size="compact-xs"
          variant="default"
          loading={traces.isFetchingNextPage}
          onClick={() => void traces.fetchNextPage()}
        >
          Older
        </Button>
      )}
    </section>
  );
}

interface TraceRowProps {
  trace: TraceHead;
  isOpen: boolean;
  onOpen: (trace: string | undefined) => void;
}

function TraceRow({ trace, isOpen, onOpen }: TraceRowProps) {
  return (
    <li>
      <button
        type="button"
        className="traces-row"
        aria-expanded={isOpen}
        onClick={() => {
          onOpen(isOpen ? undefined : trace.trace);
        }}
      >
        <b className="clip">{trace.name}</b>
        <span className="mono">{duration(trace.durationMs)}</span>
        <small className="soft">
          {trace.spans} {trace.spans === 1 ? "span" : "spans"} here
        </small>
        {trace.errors > 0 && (
          <small className="traces-errors">
            {trace.errors} {trace.errors === 1 ? "error" : "errors"}
          </small>
        )}
        <small className="soft">
          <RelativeTime at={trace.startedAt} />
        </small>
      </button>
      {isOpen && <Waterfall id={trace.trace} />}
    </li>
  );
}
