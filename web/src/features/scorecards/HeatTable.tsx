import { useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import type { Column } from "./scorecards.queries";
import { countsText } from "./Outcomes";

export interface HeatTableRow {
  key: string;
  /** What the row is about. */
  head: ReactNode;
  /** Columns before the checks: level and the like. */
  facts: ReactNode[];
  cells: { content: ReactNode; label: string; tone: string }[];
}

interface HeatTableProps {
  label: string;
  headings: string[];
  columns: Column[];
  rows: HeatTableRow[];
  /** A check was chosen: in a row, or in its heading (no row). */
  onChoose: (column: Column, row: HeatTableRow | undefined) => void;
}

/** The level of a check and how many pass: "bronze · 1/2". */
function shortOf({ level, counts: { pass, fail, unknown, waived } }: HeatTableProps["columns"][number]): string {
  return `${level} · ${String(pass)}/${String(pass + fail + unknown + waived)}`;
}

/**
 * A table of checks. One of its cells is in the tab order; the arrow keys, Home and End move from there, and Enter opens
 * what is said there.
 */
export function HeatTable({ label, headings, columns, rows, onChoose }: HeatTableProps) {
  const table = useRef<HTMLTableElement>(null);
  // Row -1 is the heading.
  const [place, setPlace] = useState<[number, number]>([-1, 0]);
  const row = Math.min(place[0], rows.length - 1);

  function onKeyDown(event: KeyboardEvent) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const column = place[1];
    const moves: Record<string, [number, number]> = {
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      Home: [row, 0],
      End: [row, columns.length - 1],
    };
    const to = moves[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next: [number, number] = [
      Math.max(-1, Math.min(rows.length - 1, to[0])),
      Math.max(0, Math.min(columns.length - 1, to[1])),
    ];
    setPlace(next);
    table.current?.querySelector<HTMLElement>(`[data-place="${next.join(":")}"]`)?.focus();
  }

  function cell(at: [number, number], name: string, content: ReactNode, choose: () => void) {
    return (
      <button
        type="button"
        data-place={at.join(":")}
        tabIndex={at[0] === row && at[1] === place[1] ? 0 : -1}
        aria-label={name}
        onKeyDown={onKeyDown}
        onFocus={() => {
          setPlace(at);
        }}
        onClick={choose}
      >
        {content}
      </button>
    );
  }

  return (
    <div className="heat-frame panel">
      <table ref={table} className="heat">
        <caption className="visually-hidden">{label}</caption>
        <thead>
          <tr>
            {headings.map((heading) => (
              <th key={heading} scope="col">
                {heading}
              </th>
            ))}
            {columns.map((column, index) => (
              <th key={column.id} scope="col" className="heat-check">
                {cell(
                  [-1, index],
                  `${column.title} ${shortOf(column)}: ${countsText(column.counts)}`,
                  <>
                    <span className="heat-title">{column.title}</span> <small>{shortOf(column)}</small>
                  </>,
                  () => {
                    onChoose(column, undefined);
                  },
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((each, at) => (
            <tr key={each.key}>
              <th scope="row">{each.head}</th>
              {each.facts.map((fact, index) => (
                <td key={headings[index + 1]}>{fact}</td>
              ))}
              {columns.map((column, index) => {
                const one = each.cells[index];
                if (one === undefined) return <td key={column.id} />;
                return (
                  <td key={column.id} className="heat-cell" data-tone={one.tone}>
                    {cell([at, index], one.label, one.content, () => {
                      onChoose(column, each);
                    })}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
