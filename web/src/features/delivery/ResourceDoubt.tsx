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
        aria-label={`Say whether ${name} of ${component} is there in ${environment}`}
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
  const { id, name, component, environment, about, outputs } = question;
  const resolve = useResolveResource();
  const [answer, setAnswer] = useState<Answer>();
  const [values, setValues] = useState<Record<string, string>>({});
  const isChange = about === "change";
  // Of a change, what it handed out before stays unless something is written.
  const given = Object.fromEntries(outputs.map((output) => [output.name, values[output.name] ?? ""]));
  const filled = Object.values(given).filter((value) => value !== "").length;
  const isWhole = answer === "absent" || filled === outputs.length || (isChange && filled === 0);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (answer === undefined) return;
    const isTold = answer === "exists" && (filled > 0 || !isChange);
    resolve.mutate(
      { component, environment, resource: id, answer, ...(isTold ? { outputs: given } : {}) },
      { onSuccess: onClose },
    );
  }

  const answers: { value: Answer; label: string }[] = [
    { value: "exists", label: isChange ? "It was changed" : "It is there" },
    {
      value: "absent",
      label: isChange ? "It was not: it is asked for again" : "It is not there: it is made from the start",
    },
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
