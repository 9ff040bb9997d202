import { Button, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useRemoveTarget, useSetTarget, type OutcomeDetail, type Scope } from "./insights.queries";
import { numberText } from "./metrics";
import { shortRef } from "@/shared/lib/refs";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import "@/shared/ui/mantine-inputs.css";

interface TargetPanelProps {
  metric: OutcomeDetail;
  scope: Scope;
  mayChange: boolean;
}

/** What is wanted, who answers for it and what was decided; the platform team changes it. */
export function TargetPanel({ metric, scope, mayChange }: TargetPanelProps) {
  const [isOpen, setIsOpen] = useState(false);
  const { target } = metric;
  return (
    <section className="panel outcome-target" aria-label="Target">
      <header>
        <h2>Target</h2>
        {mayChange && !isOpen && (
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              setIsOpen(true);
            }}
          >
            {target === null ? "Set a target" : "Change it"}
          </Button>
        )}
      </header>
      {isOpen ? (
        <TargetForm
          metric={metric}
          scope={scope}
          onClose={() => {
            setIsOpen(false);
          }}
        />
      ) : target === null ? (
        <p className="soft">Nobody has said what is wanted of it.</p>
      ) : (
        <dl className="outcome-facts">
          <dt>Wanted</dt>
          <dd>
            {metric.direction === "up" ? "at least " : "at most "}
            {numberText(target.value, metric.unit)}
            {target.due === null ? "" : ` by ${target.due}`}
            {target.isMet === true ? " (met)" : target.isMet === false ? " (not met yet)" : ""}
          </dd>
          <dt>Responsible</dt>
          <dd>
            <bdi>{shortRef(target.responsible)}</bdi>
          </dd>
          <dt>Decision</dt>
          <dd dir="auto">{target.decision === "" ? "None was written down." : target.decision}</dd>
        </dl>
      )}
    </section>
  );
}

interface TargetFormProps {
  metric: OutcomeDetail;
  scope: Scope;
  onClose: () => void;
}

function TargetForm({ metric, scope, onClose }: TargetFormProps) {
  const isShare = metric.unit === "share";
  const known = metric.target;
  const [value, setValue] = useState(known === null ? "" : String(isShare ? known.value * 100 : known.value));
  const [due, setDue] = useState(known?.due ?? "");
  const [responsible, setResponsible] = useState(known?.responsible ?? "group:default/platform");
  const [decision, setDecision] = useState(known?.decision ?? "");
  const set = useSetTarget(metric.key, scope);
  const remove = useRemoveTarget(metric.key, scope);
  const number = value.trim() === "" ? Number.NaN : Number(value);
  const error = set.error ?? remove.error;

  return (
    <form
      className="outcome-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (Number.isNaN(number) || set.isPending) return;
        set.mutate(
          { value: isShare ? number / 100 : number, responsible, decision, ...(due === "" ? {} : { due }) },
          { onSuccess: onClose },
        );
      }}
    >
      <TextInput
        label={`Wanted, ${isShare ? "%" : metric.unit}`}
        inputMode="decimal"
        data-autofocus
        required
        value={value}
        error={value !== "" && Number.isNaN(number) ? "A number, such as 12.5" : undefined}
        onChange={(event) => {
          setValue(event.currentTarget.value);
        }}
      />
      <TextInput
        label="By"
        type="date"
        value={due}
        onChange={(event) => {
          setDue(event.currentTarget.value);
        }}
      />
      <TextInput
        label="Responsible group"
        required
        value={responsible}
        onChange={(event) => {
          setResponsible(event.currentTarget.value);
        }}
      />
      <Textarea
        label="The decision taken from it"
        rows={2}
        maxLength={1000}
        value={decision}
        onChange={(event) => {
          setDecision(event.currentTarget.value);
        }}
      />
      {error !== null && <ErrorPanel error={error} />}
      <div className="outcome-buttons">
        <Button type="submit" size="xs" loading={set.isPending}>
          Save target
        </Button>
        <Button size="xs" variant="default" onClick={onClose}>
          Cancel
        </Button>
        {known !== null && (
          <Button
            size="xs"
            variant="subtle"
            color="red"
            loading={remove.isPending}
            onClick={() => {
              remove.mutate(undefined, { onSuccess: onClose });
            }}
          >
            Remove it
          </Button>
        )}
      </div>
    </form>
  );
}
