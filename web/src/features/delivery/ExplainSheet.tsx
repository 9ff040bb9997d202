import { useExplanation, type Resource } from "./delivery.queries";
import { Dialog } from "@/shared/ui/Dialog";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Skeleton } from "@/shared/ui/Skeleton";
import { StateMark } from "@/shared/ui/StateMark";
import "./delivery.css";

interface ExplainSheetProps {
  resource: Resource;
  onClose: () => void;
}

/** Every definition that might have made a resource, and why it did or did not. */
export function ExplainSheet({ resource, onClose }: ExplainSheetProps) {
  const { component, environment, name, type } = resource;
  const explanation = useExplanation(component, environment, name);
  return (
    <Dialog isOpen isWide onClose={onClose} title={`Why ${name} is made like this in ${environment}`}>
      <div className="sheet">
        <p className="soft">
          Definitions of type {type}. Of those that fit, the most specific one makes it; today&apos;s answer for the
          latest release.
        </p>
        {explanation.isPending && <Skeleton label="Loading the explanation" lines={3} />}
        {explanation.isError && <ErrorPanel error={explanation.error} onRetry={() => void explanation.refetch()} />}
        <ul className="candidates">
          {explanation.data?.candidates.map((candidate) => (
            <li key={candidate.definition} data-chosen={candidate.chosen || undefined}>
              <StateMark state={candidate.chosen ? "succeeded" : "skipped"} />
              <b>{candidate.definition}</b>
              <code className="mono soft">{candidate.driver}</code>
              <span className="soft">{candidate.chosen ? `chosen: ${candidate.reason}` : candidate.reason}</span>
            </li>
          ))}
        </ul>
        <code className="mono faint">
          towpath resource explain {component} {environment} {name}
        </code>
      </div>
    </Dialog>
  );
}
