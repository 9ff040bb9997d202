import { Button } from "@mantine/core";
import { useDecide, useResolve, type RunNode } from "./runs.queries";
import { Decision } from "@/shared/ui/Decision";

interface NodeQuestionProps {
  run: string;
  node: RunNode;
  permissions: readonly string[];
}

/** What a node asks of a person: an approval, or whether something outside has happened. Nothing when it asks nothing. */
export function NodeQuestion({ run, node, permissions }: NodeQuestionProps) {
  if (node.kind === "approval" && node.state === "waiting")
    return <Approval run={run} node={node} isAllowed={permissions.includes("run.approve")} />;
  if (node.state === "unknown") return <Doubt run={run} node={node} isAllowed={permissions.includes("run.resolve")} />;
  return null;
}

interface QuestionProps {
  run: string;
  node: RunNode;
  isAllowed: boolean;
}

function Approval({ run, node, isAllowed }: QuestionProps) {
  const decide = useDecide(run, node.key);
  return (
    <section className="question" aria-label={`Approval of ${node.title}`}>
      <div>
        <b>{node.title}</b> <span className="soft">{node.waitingReason ?? "waits for an approval."}</span>
      </div>
      {isAllowed ? (
        <Decision
          className="question-answer"
          label="Approve"
          pending={decide.isPending ? decide.variables.approve : undefined}
          onDecide={(approve, comment) => {
            decide.mutate({ approve, comment });
          }}
        />
      ) : (
        <span className="faint">You may not approve it.</span>
      )}
      {decide.error !== null && (
        <span className="run-action-error" role="alert">
          {decide.error.message}
        </span>
      )}
    </section>
  );
}

function Doubt({ run, node, isAllowed }: QuestionProps) {
  const resolve = useResolve(run, node.key);
  return (
    <section className="question" aria-label={`Decision about ${node.title}`}>
      <div>
        <b>{node.title}</b>{" "}
        <span className="soft">
          {node.error?.message ?? "It is not known whether what it began outside has happened."}
        </span>
      </div>
      {isAllowed && (
        <div className="question-answer">
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              resolve.mutate(true);
            }}
            disabled={resolve.isPending}
          >
            It happened
          </Button>
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              resolve.mutate(false);
            }}
            disabled={resolve.isPending}
          >
            It did not: run it again
          </Button>
        </div>
      )}
      {resolve.error !== null && (
        <span className="run-action-error" role="alert">
          {resolve.error.message}
        </span>
      )}
    </section>
  );
}
