import { Button } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { useResolveResource, type ResourceQuestion } from "./questions.queries";
import { Dialog } from "@/shared/ui/Dialog";
import { FormError } from "@/shared/ui/Setting";
import "./delivery.css";

interface ResourceDoubtProps {
  question: ResourceQuestion;
}

/** What nobody knows of a resource, and the way to say it. */
export function ResourceDoubt({ question }: ResourceDoubtProps) {
  const [isOpen, setIsOpen] = useState(false);
  const { name, component, environment, about, reason } = question;
  return (
    <div className="resource-doubt">
      <p>
        It is not known whether it was {about === "change" ? "changed as asked for" : "made"}: {reason}
      </p>
      <Button
        size="compact-xs"
        variant="default"
        aria-label={`Say whether it is there: ${name} of ${component} in ${environment}`}
        onClick={() => {
          setIsOpen(true);
        }}
      >
        Say whether it is there
      </Button>
      {isOpen && (
        <AnswerDialog
          question={question}
          onClose={() => {
            setIsOpen(false);
          }}
        />
      )}
    </div>
  );
}

interface AnswerDialogProps extends ResourceDoubtProps {
  onClose: () => void;
}

type Answer = "exists" | "absent";

function AnswerDialog({ question, onClose }: AnswerDialogProps) {
  const { id, name, component, environment, about, outputs, parts } = question;
  const resolve = useResolveResource();
  const [answer, setAnswer] = useState<Answer>();
  const [values, setValues] = useState<Record<string, string>>({});
  const isChange = about === "change";
  // Of a change, what it handed out before stays unless something is written.
  const given = Object.fromEntries(outputs.map((output) => [output.name, values[output.name] ?? ""]));
  const filled = Object.values(given).filter((value) => value !== "").length;
  // What consists of parts is told by those that are there, and what it hands out it says itself.
  const imports = Object.fromEntries(
    (parts ?? []).map(({ address }) => [address, values[address] ?? ""]).filter(([, value]) => value !== ""),
  );
  const isOutputsWhole = filled === outputs.length || (isChange && filled === 0);
  const isWhole = answer === "absent" || (parts === null ? isOutputsWhole : Object.keys(imports).length > 0);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (answer === undefined) return;
    const outputsTold = filled > 0 || !isChange ? { outputs: given } : {};
    const told = parts === null ? outputsTold : { imports };
    resolve.mutate(
      { component, environment, resource: id, answer, ...(answer === "exists" ? told : {}) },
      { onSuccess: onClose },
    );
  }

  const ofWhole: Record<Answer, string> = isChange
    ? { exists: "It was changed", absent: "It was not: it is asked for again" }
    : { exists: "It is there", absent: "It is not there: it is made from the start" };
  const ofParts: Record<Answer, string> = {
    exists: "Some of it is there and is taken over",
    absent: "Nothing of it is there: it is made",
  };
  const labels = parts === null ? ofWhole : ofParts;
  const answers: { value: Answer; label: string }[] = [
    { value: "exists", label: labels.exists },
    { value: "absent", label: labels.absent },
  ];
  return (
    <Dialog isOpen onClose={onClose} title={`${name} of ${component} in ${environment}`}>
      <form className="sheet" onSubmit={submit}>
        <p className="soft">Look where it would be. What waits for this answer goes on with it.</p>
        <fieldset className="sheet-choice">
          <legend>What is there</legend>
          {answers.map(({ value, label }) => (
            <label key={value}>
              <input
                type="radio"
                name="answer"
                value={value}
                checked={answer === value}
                onChange={() => {
                  setAnswer(value);
                }}
              />{" "}
              {label}
            </label>
          ))}
        </fieldset>
        {answer === "exists" && outputs.length > 0 && (
          <fieldset className="resource-doubt-outputs">
            <legend>{isChange ? "What it hands out, if that is new" : "What it hands out"}</legend>
            {outputs.map((output) => (
              <label key={output.name}>
                {output.name}
                <input
                  type={output.secret ? "password" : "text"}
                  autoComplete="off"
                  value={values[output.name] ?? ""}
                  onChange={(event) => {
                    const { value } = event.currentTarget;
                    setValues((before) => ({ ...before, [output.name]: value }));
                  }}
                />
              </label>
            ))}
          </fieldset>
        )}
        {answer === "exists" && parts !== null && (
          <fieldset className="resource-doubt-outputs">
            <legend>The id of each that is there; what is left empty is not</legend>
            {parts.map(({ address, about: known }) => (
              <label key={address}>
                {address}
                <input
                  type="text"
                  autoComplete="off"
                  value={values[address] ?? ""}
                  onChange={(event) => {
                    const { value } = event.currentTarget;
                    setValues((before) => ({ ...before, [address]: value }));
                  }}
                />
                <span className="soft">{known}</span>
              </label>
            ))}
          </fieldset>
        )}
        <FormError error={resolve.error} />
        <footer className="sheet-foot">
          <code className="mono faint clip">
            towpath resource resolve {component} {environment} {id}
          </code>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={answer === undefined || !isWhole} loading={resolve.isPending}>
            Say so
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
