import { Button } from "@mantine/core";
import { CopyButton } from "@/shared/ui/CopyAs";
import { Dialog } from "@/shared/ui/Dialog";
import "./delivery.css";

interface ShellSheetProps {
  component: string;
  environment: string;
  onClose: () => void;
}

/** How a shell is opened there: with the command line, in a terminal of one's own. */
export function ShellSheet({ component, environment, onClose }: ShellSheetProps) {
  const command = `towpath shell ${component} --environment ${environment}`;
  return (
    <Dialog isOpen onClose={onClose} title={`Open a shell of ${component} in ${environment}`}>
      <div className="sheet">
        <p className="soft">
          Paste this into a terminal. The shell has the files, variables, secrets and limits of what is deployed.
        </p>
        <p className="sheet-field">
          <code className="mono">{command}</code>
          <CopyButton label="Copy the command" text={command} />
        </p>
        <p className="soft">
          What is typed and shown is recorded, without secrets, and stays with its run. For one command, add it after{" "}
          <code className="mono">--</code>. In production it takes the role operator and a reason:{" "}
          <code className="mono">--reason</code>.
        </p>
        <footer className="sheet-foot">
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
        </footer>
      </div>
    </Dialog>
  );
}
