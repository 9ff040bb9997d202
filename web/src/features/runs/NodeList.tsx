import { inOrder } from "./order";
import type { RunDetail, RunNode } from "./runs.queries";
import type { RunView } from "./RunPage";
import type { Selection } from "./selection";
import { Segments } from "@/shared/ui/Segments";
import { StateMark } from "@/shared/ui/StateMark";
import { Duration } from "@/shared/ui/Time";

interface NodeListProps {
  run: RunDetail;
  selected: Selection;
  onView: (view: RunView) => void;
}

/** The run's nodes with their steps; the chosen one is open. */
export function NodeList({ run, selected, onView }: NodeListProps) {
  return (
    <nav className="nodes" aria-label="Nodes and steps">
      <ul>
        {inOrder(run.nodes).map((node) => (
          <NodeItem key={node.key} node={node} titles={titles(run)} selected={selected} onView={onView} />
        ))}
      </ul>
    </nav>
  );
}

function titles(run: RunDetail): Map<string, string> {
  return new Map(run.nodes.map((node) => [node.key, node.title]));
}

/** Those that have steps, in order. */
function attempts(node: RunNode): number[] {
  return [...new Set([...node.earlierSteps, ...node.steps].map((step) => step.attempt))];
}

interface NodeItemProps {
  node: RunNode;
  titles: Map<string, string>;
  selected: Selection;
  onView: (view: RunView) => void;
}

function NodeItem({ node, titles, selected, onView }: NodeItemProps) {
  const isSelected = selected.node?.key === node.key;
  const note =
    node.waitingReason ??
    (node.state === "blocked" ? `after ${node.needs.map((key) => titles.get(key) ?? key).join(", ")}` : undefined);

  return (
    <li>
      <button
        type="button"
        className="node"
        aria-expanded={isSelected}
        onClick={() => {
          onView({ node: node.key });
        }}
      >
        <StateMark state={node.state} size={18} />{" "}
        <span className="node-text">
          <span className="clip">{node.title}</span>
          {note !== undefined && <small>{note}</small>}
        </span>
        {node.attempt > 1 && <small className="faint">attempt {node.attempt}</small>}
        <small className="soft">
          <Duration from={node.startedAt} to={node.finishedAt} />
        </small>
      </button>
      {isSelected && node.earlierSteps.length > 0 && (
        <div className="attempts">
          <Segments
            label="Attempt"
            segments={attempts(node).map((attempt) => ({ value: String(attempt), label: String(attempt) }))}
            value={String(selected.attempt)}
            onChange={(attempt) => {
              onView({ node: node.key, attempt: Number(attempt) });
            }}
          />
        </div>
      )}
      {isSelected && selected.steps.length > 0 && (
        <ul className="steps">
          {selected.steps.map((step) => (
            <li key={step.index}>
              <button
                type="button"
                className="step"
                aria-current={selected.step?.index === step.index ? "true" : undefined}
                onClick={() => {
                  onView({
                    node: node.key,
                    step: step.index,
                    ...(step.attempt === node.attempt ? {} : { attempt: step.attempt }),
                  });
                }}
              >
                <StateMark state={step.state} size={14} /> <span className="clip">{step.name}</span>
                {step.exitCode !== null && step.exitCode !== 0 && (
                  <small className="step-exit">exit {step.exitCode}</small>
                )}
                <small className="soft">
                  <Duration from={step.startedAt} to={step.finishedAt} />
                </small>
              </button>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
