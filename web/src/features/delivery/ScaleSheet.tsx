import { Button } from "@mantine/core";
import { useState, type FormEvent } from "react";
import type { Deed } from "./delivery.queries";
import { Dialog } from "@/shared/ui/Dialog";
import "./delivery.css";

const mostInstances = 100;

interface ScaleSheetProps {
  component: string;
  environment: string;
  /** How many are wanted there now. */
  instances: number;
  onClose: () => void;
  /** What is to be planned and then done. */
  onDeed: (deed: Deed) => void;
}

/** How many instances are to run there; the plan comes next. */
export function ScaleSheet({ component, environment, instances, onClose, onDeed }: ScaleSheetProps) {
  const [wanted, setWanted] = useState(String(instances));
  const count = Number(wanted);
  const isNumber = wanted !== "" && Number.isInteger(count) && count >= 1 && count <= mostInstances;

  function submit(event: FormEvent) {
    event.preventDefault();
    onDeed({ verb: "scale", component, environment, instances: count });
  }

  return (
    <Dialog isOpen onClose={onClose} title={`Scale ${component} in ${environment}`}>
      <form className="sheet" onSubmit={submit}>
        <p className="soft">
          The number stays: deployments, restarts and rollbacks here have as many. Requests are spread over all of them.
        </p>
        <label className="sheet-field">
          Instances
          <input
            data-autofocus
            required
            type="number"
            min={1}
            max={mostInstances}
            aria-describedby="scale-note"
            value={wanted}
            onChange={(event) => {
              setWanted(event.currentTarget.value);
            }}
          />
        </label>
        <p id="scale-note" className="soft">
          {count === 0 && wanted !== ""
            ? "None at all is a stop, which is an action of its own."
            : `Now ${String(instances)}; 1 to ${String(mostInstances)}.`}
        </p>
        <footer className="sheet-foot">
          <code className="mono faint clip">
            towpath scale {component} --environment {environment} --instances {wanted}
          </code>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={!isNumber || count === instances}>
            See the plan
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
