import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState, type CSSProperties, type ReactNode } from "react";
import { useKeys } from "@/shared/lib/keys";
import "./table.css";

export interface Column<Row> {
  key: string;
  header: string;
  /** A track of CSS grid: "122px", "minmax(200px, 1.2fr)". */
  track: string;
  isEnd?: boolean;
  /** Hidden where the table is narrow. */
  isMinor?: boolean;
  render: (row: Row) => ReactNode;
}

interface VirtualTableProps<Row> {
  /** What the rows are: "Entities". */
  label: string;
  /** The first column renders the row's link, with the class "row-link". */
  columns: Column<Row>[];
  rows: Row[];
  /** For a list of which only parts are here: the row at a place of all `total`; undefined while it is fetched. */
  rowAt?: (index: number) => Row | undefined;
  /** Tells which rows are in sight, so that they can be fetched. */
  onRange?: (first: number, last: number) => void;
  rowKey: (row: Row) => string;
  /** Of the whole list, when known. */
  total?: number;
  /** Called when the reader nears the last row. */
  onEnd?: () => void;
}

const rowHeight = 46;
const fetchAhead = 20;

/**
 * A long list of which only what is in sight is in the document. J and K (or the arrows) move from row to row, Enter
 * opens: the focus is on the row's own link.
 */
export function VirtualTable<Row>({
  label,
  columns,
  rows,
  rowAt,
  onRange,
  rowKey,
  total,
  onEnd,
}: VirtualTableProps<Row>) {
  const count = rowAt === undefined ? rows.length : (total ?? 0);
  const scroller = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState(-1);
  const wantsFocus = useRef(false);
  // eslint-disable-next-line react-hooks/incompatible-library -- its result is used in this component only.
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  const items = virtualizer.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;

  useEffect(() => {
    onRange?.(first, last);
  }, [first, last, onRange]);

  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - fetchAhead) onEnd?.();
  }, [last, rows.length, onEnd]);

  useEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    scroller.current?.querySelector<HTMLElement>(`[data-index="${String(current)}"] .row-link`)?.focus();
  });

  function move(by: number) {
    if (count === 0) return;
    const next = Math.min(count - 1, Math.max(0, current + by));
    wantsFocus.current = true;
    setCurrent(next);
    virtualizer.scrollToIndex(next);
  }

  useKeys({
    j: () => {
      move(1);
    },
    k: () => {
      move(-1);
    },
    ArrowDown: () => {
      move(1);
    },
    ArrowUp: () => {
      move(-1);
    },
  });

  const tracks: CSSProperties & Record<"--tracks" | "--tracks-narrow", string> = {
    "--tracks": columns.map((column) => column.track).join(" "),
    "--tracks-narrow": columns
      .filter((column) => column.isMinor !== true)
      .map((column) => column.track)
      .join(" "),
  };
  const cellClass = (column: Column<Row>) =>
    ["cell", column.isEnd === true && "cell-end", column.isMinor === true && "cell-minor"].filter(Boolean).join(" ");

  return (
    <div
      ref={scroller}
      className="table"
      style={tracks}
      role="table"
      aria-label={label}
      aria-rowcount={(total ?? count) + 1}
    >
      <div role="rowgroup" className="table-head">
        <div role="row" aria-rowindex={1} className="table-row">
          {columns.map((column) => (
            <span key={column.key} role="columnheader" className={cellClass(column)}>
              {column.header}
            </span>
          ))}
        </div>
      </div>
      <div role="rowgroup" className="table-body" style={{ blockSize: virtualizer.getTotalSize() }}>
        {items.map((item) => {
          const row = rowAt === undefined ? rows[item.index] : rowAt(item.index);
          if (row === undefined)
            return (
              <div
                key={item.index}
                className="table-row table-row-pending"
                style={{ transform: `translateY(${String(item.start)}px)` }}
                role="row"
                aria-rowindex={item.index + 2}
                aria-busy
              >
                <div role="cell" className="cell">
                  <span className="visually-hidden">Loading</span>
                </div>
              </div>
            );
          return (
            <div
              key={rowKey(row)}
              role="row"
              aria-rowindex={item.index + 2}
              data-index={item.index}
              className="table-row"
              style={{ transform: `translateY(${String(item.start)}px)` }}
              onFocus={() => {
                setCurrent(item.index);
              }}
            >
              {columns.map((column) => (
                <div key={column.key} role="cell" className={cellClass(column)}>
                  {column.render(row)}
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}
