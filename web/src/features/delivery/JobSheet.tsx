import { Button } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { commandWords } from "./commandWords";
import type { Deed } from "./delivery.queries";
import { Dialog } from "@/shared/ui/Dialog";
import "./delivery.css";

interface JobSheetProps {
  component: string;
  environment: string;
  onClose: () => void;
  /** What is to be planned and then run. */
  onDeed: (deed: Deed) => void;
}

/** Which command is to be run once beside what serves; its plan comes next. */
export function JobSheet({ component, environment, onClose, onDeed }: JobSheetProps) {
  const [command, setCommand] = useState("");
  const [minutes, setMinutes] = useState("10");
  const { words, problem } = commandWords(command);

  function submit(event: FormEvent) {
    event.preventDefault();
    onDeed({ verb: "job", component, environment, command: words, timeLimitSeconds: Math.round(Number(minutes) * 60) });
  }

  return (
    <Dialog isOpen onClose={onClose} title={`Run a job of ${component} in ${environment}`}>
      <form className="sheet" onSubmit={submit}>
        <p className="soft">
          The command runs once, in the surroundings of what is deployed, with its variables and resources. What serves
          goes on.
        </p>
        <label className="sheet-field">
          Command
          <input
            data-autofocus
            required
            autoComplete="off"
            spellCheck={false}
            className="mono"
            placeholder="./bin/server import --all"
            aria-describedby="job-command-note"
            value={command}
            onChange={(event) => {
              setCommand(event.currentTarget.value);
            }}
          />
        </label>
        <p id="job-command-note" className="soft">
          {problem ?? "Logs and the audit log show it, so no secrets: those are variables of the workload."}
        </p>
        <label className="sheet-field">
          Ended after minutes
          <input
            required
            type="number"
            min={1}
            max={360}
            value={minutes}
            onChange={(event) => {
              setMinutes(event.currentTarget.value);
            }}
          />
        </label>
        <footer className="sheet-foot">
          <code className="mono faint clip">
            towpath job run {component} {environment} -- {command}
          </code>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={words.length === 0 || problem !== undefined}>
            See the plan
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
