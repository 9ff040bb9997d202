import { Button } from "@mantine/core";
import { useState, type FormEvent } from "react";
import type { Deed } from "./delivery.queries";
import { Dialog } from "@/shared/ui/Dialog";
import "./delivery.css";

interface CloneSheetProps {
  project: string;
  environment: string;
  onClose: () => void;
  /** What is to be planned and then made. */
  onDeed: (deed: Deed) => void;
}

/** What a new environment with the content of this one is to be called, and for how long it is there; its plan is next. */
export function CloneSheet({ project, environment, onClose, onDeed }: CloneSheetProps) {
  const [name, setName] = useState("");
  const [days, setDays] = useState("7");

  function submit(event: FormEvent) {
    event.preventDefault();
    onDeed({ verb: "clone", project, environment, name, ttlSeconds: Math.round(Number(days) * 86_400) });
  }

  return (
    <Dialog isOpen onClose={onClose} title={`Clone ${environment} of ${project}`}>
      <form className="sheet" onSubmit={submit}>
        <p className="soft">
          A preview with the same releases and configuration, and with empty resources of its own. Secrets that were set
          for {environment} alone are not copied.
        </p>
        <label className="sheet-field">
          Name
          <input
            data-autofocus
            required
            autoComplete="off"
            value={name}
            onChange={(event) => {
              setName(event.currentTarget.value);
            }}
          />
        </label>
        <label className="sheet-field">
          Days until it goes
          <input
            required
            type="number"
            min={1}
            max={366}
            value={days}
            onChange={(event) => {
              setDays(event.currentTarget.value);
            }}
          />
        </label>
        <footer className="sheet-foot">
          <code className="mono faint clip">
            towpath env clone {environment} {name} --project {project}
          </code>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={name === ""}>
            See the plan
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
