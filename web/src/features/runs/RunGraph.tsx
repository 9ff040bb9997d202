import { useId, useRef, useState, type KeyboardEvent } from "react";
import { layOut, type Layout } from "./graphLayout";
import { isFinal, type RunDetail, type RunNode } from "./runs.queries";
import { StateMark, stateLabel } from "@/shared/ui/StateMark";
import { Duration } from "@/shared/ui/Time";
import "./graph.css";

interface RunGraphProps {
  run: RunDetail;
  selected: string | undefined;
  onNode: (key: string) => void;
}

const boxWidth = 172;
const boxHeight = 38;
const columnGap = 46;
const rowGap = 10;
const padding = 14;

const left = (column: number) => padding + column * (boxWidth + columnGap);
const middle = (row: number) => padding + row * (boxHeight + rowGap) + boxHeight / 2;

/**
 * The run's nodes as a graph, from left to right. One node is in the tab order; arrow keys move along the edges and
 * within a column. The list beside the log shows the same where there is no room.
 */
export function RunGraph({ run, selected, onNode }: RunGraphProps) {
  const layout = layOut(run.nodes);
  const frame = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState<string>();
  const hint = useId();
  const entry = [focused, selected, run.nodes[0]?.key].find((key) => run.nodes.some((node) => node.key === key));

  function onKeyDown(event: KeyboardEvent, key: string) {
    const next = neighbour(layout, key, event.key);
    if (next === undefined) return;
    event.preventDefault();
    setFocused(next);
    frame.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(next)}"]`)?.focus();
  }

  const states = new Map(run.nodes.map((node) => [node.key, node.state]));
  const width = left(layout.columns) - columnGap + padding;
  const height = middle(layout.rows - 1) + boxHeight / 2 + padding;
  return (
    <section className="graph panel" aria-label="Graph of the run" aria-describedby={hint}>
      <p id={hint} className="visually-hidden">
        Arrow keys move between nodes; Enter shows a node&apos;s log.
      </p>
      <div ref={frame} className="graph-area" style={{ inlineSize: width, blockSize: height }}>
        <svg width={width} height={height} aria-hidden focusable="false">
          {layout.edges.map((edge) => (
            <path
              key={`${edge.from} ${edge.to}`}
              className="graph-edge"
              data-passed={isFinal(states.get(edge.from) ?? "") || undefined}
              d={curve(layout, edge)}
            />
          ))}
        </svg>
        {run.nodes.map((node, index) => {
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
              title={describe(node)}
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
              <StateMark state={node.state} size={16} />
              <span className="clip">{node.title}</span>
              <small className="soft">
                <Duration from={node.startedAt} to={node.finishedAt} />
              </small>
            </button>
          );
        })}
      </div>
    </section>
  );
}

function describe(node: RunNode): string {
  return [node.title, stateLabel(node.state), node.waitingReason].filter((part) => part !== null).join(" · ");
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
