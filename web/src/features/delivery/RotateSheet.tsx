import { Button } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { useResources, type Deed, type Resource } from "./delivery.queries";
import { Dialog } from "@/shared/ui/Dialog";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Skeleton } from "@/shared/ui/Skeleton";
import "./delivery.css";

interface RotateSheetProps {
  component: string;
  environment: string;
  onClose: () => void;
  /** What is to be planned and then done. */
  onDeed: (deed: Deed) => void;
}

/** Only what hands out a secret has something to be replaced; the plan says whether its driver can. */
function hasSecret({ outputs }: Resource): boolean {
  return Object.values(outputs).includes("***");
}

/** Which resource is to get new credentials; its plan comes next. */
export function RotateSheet({ component, environment, onClose, onDeed }: RotateSheetProps) {
  const resources = useResources(component);
  const [chosen, setChosen] = useState<string>();
  const offered = (resources.data?.items ?? []).filter((each) => each.environment === environment && hasSecret(each));
  const resource = chosen ?? offered[0]?.id;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (resource !== undefined) onDeed({ verb: "rotate", component, environment, resource });
  }

  return (
    <Dialog isOpen onClose={onClose} title={`Rotate credentials of ${component} in ${environment}`}>
      <form className="sheet" onSubmit={submit}>
        <p className="soft">
          The new credentials work beside the old ones until the service runs with them; then the old ones are revoked.
        </p>
        {resources.isPending && <Skeleton label="Loading resources" lines={2} />}
        {resources.isError && <ErrorPanel error={resources.error} onRetry={() => void resources.refetch()} />}
        {resources.isSuccess && offered.length === 0 && (
          <EmptyState title="Nothing to rotate.">No resource of {component} hands out a secret here.</EmptyState>
        )}
        {offered.length > 0 && (
          <fieldset className="sheet-choice">
            <legend>Resource</legend>
            {offered.map(({ id, name, type }) => (
              <label key={id}>
                <input
                  type="radio"
                  name="resource"
                  value={id}
                  checked={id === resource}
                  onChange={() => {
                    setChosen(id);
                  }}
                />{" "}
                {name} <code className="mono soft">{type}</code>
              </label>
            ))}
          </fieldset>
        )}
        <footer className="sheet-foot">
          <code className="mono faint clip">
            towpath resource rotate {component} {environment} {resource}
          </code>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={resource === undefined}>
            See the plan
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
