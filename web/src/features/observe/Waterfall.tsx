import { useRef, useState, type KeyboardEvent } from "react";
import { duration, rowsOf, type WaterfallRow } from "./waterfall";
import { useTrace, type Trace, type TraceSpan } from "./traces.queries";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Segments } from "@/shared/ui/Segments";
import { Skeleton } from "@/shared/ui/Skeleton";

interface WaterfallProps {
  id: string;
}

type View = "waterfall" | "table";

/** A trace as bars over time, or as a table of the same. */
export function Waterfall({ id }: WaterfallProps) {
  const trace = useTrace(id);
  const [view, setView] = useState<View>("waterfall");
  const [chosen, setChosen] = useState<string>();
  if (trace.isPending) return <Skeleton label="Loading the trace" lines={6} />;
  if (trace.isError) return <ErrorPanel error={trace.error} onRetry={() => void trace.refetch()} />;
  const rows = rowsOf(trace.data.spans, trace.data.durationMs);
  const detail = trace.data.spans.find(({ span }) => span === chosen);
  return (
    <section className="waterfall" aria-label={`Trace ${id}`}>
      <div className="waterfall-head">
        <Segments
          label="Show as"
          segments={[
            { value: "waterfall", label: "Waterfall" },
            { value: "table", label: "Table" },
          ]}
          value={view}
          onChange={setView}
        />
        <small className="soft">
          {duration(trace.data.durationMs)}, {trace.data.spans.length}{" "}
          {trace.data.spans.length === 1 ? "span" : "spans"}
          {trace.data.hidden > 0 && `, ${String(trace.data.hidden)} more that you may not see`}
        </small>
      </div>
      {view === "waterfall" ? (
        <Bars rows={rows} trace={trace.data} chosen={chosen} onChoose={setChosen} />
      ) : (
        <SpanTable rows={rows} />
      )}
      {view === "waterfall" && detail !== undefined && <SpanDetail span={detail} />}
    </section>
  );
}

interface BarsProps {
  rows: WaterfallRow[];
  trace: Trace;
  chosen: string | undefined;
  onChoose: (span: string) => void;
}

/** One stop for Tab; arrows, Home and End go through the spans. */
function Bars({ rows, trace, chosen, onChoose }: BarsProps) {
  const list = useRef<HTMLDivElement>(null);
  const current = rows.findIndex(({ span }) => span.span === chosen);
  function onKeyDown(event: KeyboardEvent) {
    const moves: Record<string, number> = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      Home: 0,
      End: rows.length - 1,
    };
    const next = moves[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const at = Math.min(Math.max(next, 0), rows.length - 1);
    const row = rows[at];
    if (row === undefined) return;
    onChoose(row.span.span);
    list.current?.querySelectorAll<HTMLElement>("[role=option]")[at]?.focus();
  }
  return (
    <div
      ref={list}
      className="waterfall-rows"
      role="listbox"
      aria-label={`Spans of ${(rows[0]?.span ?? trace.spans[0])?.name ?? "the trace"}`}
    >
      {rows.map(({ span, depth, from, width }, index) => (
        <div
          key={span.span}
          className="waterfall-row"
          role="option"
          data-status={span.status ?? ""}
          aria-selected={span.span === chosen}
          tabIndex={index === Math.max(current, 0) ? 0 : -1}
          onClick={() => {
            onChoose(span.span);
          }}
          onKeyDown={onKeyDown}
          onFocus={() => {
            onChoose(span.span);
          }}
        >
          <span className="waterfall-name clip" style={{ paddingInlineStart: Math.min(depth, 12) * 12 }}>
            {span.status === "error" && <b aria-hidden>! </b>}
            {span.name}
            <span className="visually-hidden">, {span.component}, </span>
          </span>
          <span className="waterfall-track" aria-hidden>
            <i style={{ insetInlineStart: `${String(from * 100)}%`, inlineSize: `${String(width * 100)}%` }} />
          </span>
          <span className="waterfall-time mono">
            {duration(span.durationMs)}
            <span className="visually-hidden">
              {" "}
              from {duration(span.offsetMs)}
              {span.status === "error" && ", failed"}
            </span>
          </span>
        </div>
      ))}
    </div>
  );
}

function SpanTable({ rows }: { rows: WaterfallRow[] }) {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="waterfall-table" role="region" aria-label="Spans as a table" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Span</th>
            <th scope="col">Component</th>
            <th scope="col">Kind</th>
            <th scope="col">Begins after</th>
            <th scope="col">Takes</th>
            <th scope="col">Status</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ span, depth }) => (
            <tr key={span.span}>
              <th scope="row">
                {"· ".repeat(depth)}
                {span.name}
              </th>
              <td>{span.component}</td>
              <td>{span.kind ?? ""}</td>
              <td>{duration(span.offsetMs)}</td>
              <td>{duration(span.durationMs)}</td>
              <td>{span.status === "error" ? `failed ${span.message ?? ""}` : (span.status ?? "")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function SpanDetail({ span }: { span: TraceSpan }) {
  const facts = Object.entries(span.attributes);
  return (
    <div className="waterfall-detail" role="region" aria-label="Chosen span">
      <h3>{span.name}</h3>
      <p className="soft">
        {span.component} in {span.environment}
        {span.kind !== null && `, ${span.kind}`}, begins after {duration(span.offsetMs)}, takes{" "}
        {duration(span.durationMs)}
        {span.status === "error" && `, failed${span.message === null ? "" : `: ${span.message}`}`}
      </p>
      {facts.length > 0 && (
        <dl>
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt className="mono">{name}</dt>
              <dd dir="auto">{typeof value === "string" ? value : JSON.stringify(value)}</dd>
            </div>
          ))}
        </dl>
      )}
      {span.events.length > 0 && (
        <ul>
          {span.events.map((event, index) => (
            // Events have no identity but their place in the span.
            <li key={index}>
              {duration(event.offsetMs)} {event.name}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
