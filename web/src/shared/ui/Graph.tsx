import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { layOut, type Layout } from "@/shared/lib/graphLayout";
import { StateMark } from "@/shared/ui/StateMark";
import "./graph.css";

export interface GraphNode {
  key: string;
  /** Keys of the nodes it stands after. */
  needs: readonly string[];
  title: string;
  /** How it is: a state that StateMark knows. Absent for what has none. */
  state?: string;
  /** In words what the box shows, for its tooltip. */
  description: string;
  /** Small, at the end of the box. */
  note?: ReactNode;
  /** Whether the edges from it are drawn as passed. */
  isPassed: boolean;
}

interface GraphProps {
  /** What it is a graph of: "Graph of the run". */
  label: string;
  /** How it is used by keyboard, beyond the arrows: "Enter shows a node's log." */
  hint: string;
  nodes: readonly GraphNode[];
  selected: string | undefined;
  onNode: (key: string) => void;
  /** Also where there is little room; without it a list beside shows the same there. */
  isAlways?: boolean;
}

const boxWidth = 172;
const boxHeight = 38;
const columnGap = 46;
const rowGap = 10;
const padding = 14;

const left = (column: number) => padding + column * (boxWidth + columnGap);
const middle = (row: number) => padding + row * (boxHeight + rowGap) + boxHeight / 2;

/**
 * Boxes and what they wait for, from left to right. One box is in the tab order; arrow keys move along the edges and
 * within a column. Whoever shows it has a list of the same beside it.
 */
export function Graph({ label, hint, nodes, selected, onNode, isAlways = false }: GraphProps) {
  const layout = layOut(nodes);
  const frame = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState<string>();
  const hintId = useId();
  const entry = [focused, selected, nodes[0]?.key].find((key) => nodes.some((node) => node.key === key));

  function onKeyDown(event: KeyboardEvent, key: string) {
    const next = neighbour(layout, key, event.key);
    if (next === undefined) return;
    event.preventDefault();
    setFocused(next);
    frame.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(next)}"]`)?.focus();
  }

  const passed = new Set(nodes.filter(({ isPassed }) => isPassed).map(({ key }) => key));
  const width = left(layout.columns) - columnGap + padding;
  const height = middle(layout.rows - 1) + boxHeight / 2 + padding;
  return (
    <section className="graph panel" data-always={isAlways || undefined} aria-label={label} aria-describedby={hintId}>
      <p id={hintId} className="visually-hidden">
        Arrow keys move between nodes; {hint}
      </p>
      <div ref={frame} className="graph-area" style={{ inlineSize: width, blockSize: height }}>
        <svg width={width} height={height} aria-hidden focusable="false">
          {layout.edges.map((edge) => (
            <path
              key={`${edge.from} ${edge.to}`}
              className="graph-edge"
              data-passed={passed.has(edge.from) || undefined}
              d={curve(layout, edge)}
            />
          ))}
        </svg>
        {nodes.map((node, index) => {
          const placed = layout.nodes[index];
          if (placed === undefined) return null;
          return (
            <button
              key={node.key}
              type="button"
              className="graph-node"
              data-key={node.key}
              data-state={node.state}
              aria-pressed={node.key === selected}
              tabIndex={node.key === entry ? 0 : -1}
              title={node.description}
              style={{ insetInlineStart: left(placed.column), insetBlockStart: middle(placed.row) - boxHeight / 2 }}
              onFocus={() => {
                setFocused(node.key);
              }}
              onKeyDown={(event) => {
                onKeyDown(event, node.key);
              }}
              onClick={() => {
                onNode(node.key);
              }}
            >
              {node.state !== undefined && <StateMark state={node.state} size={16} />}{" "}
              <span className="clip">{node.title}</span>{" "}
              {node.note !== undefined && <small className="soft">{node.note}</small>}
            </button>
          );
        })}
      </div>
    </section>
  );
}

function curve(layout: Layout, edge: Layout["edges"][number]): string {
  const from = layout.nodes.find(({ key }) => key === edge.from);
  const to = layout.nodes.find(({ key }) => key === edge.to);
  if (from === undefined || to === undefined) return "";
  const half = columnGap / 2;
  let x = left(from.column) + boxWidth;
  let y = middle(from.row);
  const parts = [`M ${String(x)} ${String(y)}`];
  const bend = (row: number) => {
    const nextY = middle(row);
    parts.push(
      `C ${String(x + half)} ${String(y)}, ${String(x + half)} ${String(nextY)}, ${String(x + columnGap)} ${String(nextY)}`,
    );
    x += columnGap;
    y = nextY;
  };
  for (const row of edge.through) {
    bend(row);
    x += boxWidth;
    parts.push(`H ${String(x)}`);
  }
  bend(to.row);
  return parts.join(" ");
}

/** Where an arrow key leads from a node. */
function neighbour(layout: Layout, key: string, arrow: string): string | undefined {
  const here = layout.nodes.find((placed) => placed.key === key);
  if (here === undefined) return undefined;
  const nearest = (keys: string[]) =>
    layout.nodes
      .filter((placed) => keys.includes(placed.key))
      .sort((a, b) => Math.abs(a.row - here.row) - Math.abs(b.row - here.row))[0]?.key;
  if (arrow === "ArrowRight") return nearest(layout.edges.filter(({ from }) => from === key).map(({ to }) => to));
  if (arrow === "ArrowLeft") return nearest(layout.edges.filter(({ to }) => to === key).map(({ from }) => from));
  const sign = arrow === "ArrowDown" ? 1 : arrow === "ArrowUp" ? -1 : 0;
  if (sign === 0) return undefined;
  return layout.nodes
    .filter((placed) => placed.column === here.column && (placed.row - here.row) * sign > 0)
    .sort((a, b) => (a.row - b.row) * sign)[0]?.key;
}
