import { CandidateList } from "./CandidateList";
import { useExplanation, type Resource } from "./delivery.queries";
import { Dialog } from "@/shared/ui/Dialog";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Skeleton } from "@/shared/ui/Skeleton";
import "./delivery.css";

interface ExplainSheetProps {
  resource: Resource;
  onClose: () => void;
}

/** Every definition that might have made a resource, and why it did or did not. */
export function ExplainSheet({ resource, onClose }: ExplainSheetProps) {
  const { component, environment, name, id } = resource;
  const explanation = useExplanation(component, environment, id);
  return (
    <Dialog isOpen isWide onClose={onClose} title={`Why ${name} is made like this in ${environment}`}>
      <div className="sheet">
        <p className="soft">
          Of the definitions that fit, the most specific one makes it; today&apos;s answer for the latest release.
        </p>
        {explanation.isPending && <Skeleton label="Loading the explanation" lines={3} />}
        {explanation.isError && <ErrorPanel error={explanation.error} onRetry={() => void explanation.refetch()} />}
        {explanation.data?.resources.map((each) => (
          <section key={each.id} aria-label={each.name}>
            <h3>
              <code className="mono">{each.id}</code>
              {each.parent !== null && <span className="soft"> brought along by {each.parent}</span>}
            </h3>
            <p className="soft">
              Made with {each.made ?? "nothing yet"}; next {each.planned ?? "with nothing"}: {each.reason}.
              {each.needs.length > 0 && ` Made after ${each.needs.join(", ")}.`}
            </p>
            <CandidateList candidates={each.candidates} />
          </section>
        ))}
        <code className="mono faint">
          towpath resource explain {component} {environment} {id}
        </code>
      </div>
    </Dialog>
  );
}
