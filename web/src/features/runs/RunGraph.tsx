import { isFinal, type RunDetail, type RunNode } from "./runs.queries";
import { Graph } from "@/shared/ui/Graph";
import { stateLabel } from "@/shared/ui/StateMark";
import { Duration } from "@/shared/ui/Time";

interface RunGraphProps {
  run: RunDetail;
  selected: string | undefined;
  onNode: (key: string) => void;
}

/** The run's nodes as a graph. The list beside the log shows the same where there is no room. */
export function RunGraph({ run, selected, onNode }: RunGraphProps) {
  return (
    <Graph
      label="Graph of the run"
      hint="Enter shows a node's log."
      nodes={run.nodes.map((node) => ({
        key: node.key,
        needs: node.needs,
        title: node.title,
        state: node.state,
        description: describe(node),
        note: <Duration from={node.startedAt} to={node.finishedAt} />,
        isPassed: isFinal(node.state),
      }))}
      selected={selected}
      onNode={onNode}
    />
  );
}

function describe(node: RunNode): string {
  return [node.title, stateLabel(node.state), node.waitingReason].filter((part) => part !== null).join(" · ");
}
