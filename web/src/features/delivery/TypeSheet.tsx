import { Button } from "@mantine/core";
import { useState, type FormEvent } from "react";
import {
  usePreviewType,
  useSetType,
  type EnvironmentType,
  type TypeContent,
  type TypePreview,
} from "./environmentTypes.queries";
import { QuotaFields } from "./QuotaFields";
import { limitCount, quotaDrafts, quotasOf } from "./quotaDraft";
import { Dialog } from "@/shared/ui/Dialog";
import { FormError } from "@/shared/ui/Setting";
import "./delivery.css";

interface TypeSheetProps {
  type: EnvironmentType;
  onClose: () => void;
}

/** Changes what every environment of a type inherits: first what that means, then the change itself. */
export function TypeSheet({ type, onClose }: TypeSheetProps) {
  const [sleepMinutes, setSleepMinutes] = useState(String(type.sleepAfterSeconds / 60));
  const [ttlHours, setTtlHours] = useState(String(type.defaultTtlSeconds / 3_600));
  const [contact, setContact] = useState(type.contact);
  const [quotas, setQuotas] = useState(() => quotaDrafts(type.quotas));
  const preview = usePreviewType(type.name);
  const change = useSetType(type.name);
  const content: TypeContent = {
    defaultTtlSeconds: Math.round(Number(ttlHours) * 3_600),
    sleepAfterSeconds: Math.round(Number(sleepMinutes) * 60),
    contact,
    configuration: type.configuration,
    quotas: quotasOf(quotas),
  };

  function submit(event: FormEvent) {
    event.preventDefault();
    if (preview.data === undefined) preview.mutate(content);
    else change.mutate({ ...content, preview: preview.data.digest }, { onSuccess: onClose });
  }

  /** What was previewed is not what is written any more. */
  function write<T>(set: (value: T) => void) {
    return (value: T) => {
      preview.reset();
      change.reset();
      set(value);
    };
  }

  return (
    <Dialog isOpen onClose={onClose} title={`What ${type.name} environments inherit`}>
      <form className="sheet" onSubmit={submit}>
        {type.name !== "production" && (
          <>
            <Field
              label="Minutes without a request until it falls asleep; 0: never"
              value={sleepMinutes}
              onValue={write(setSleepMinutes)}
            />
            <Field label="Hours until a new one goes; 0: it stays" value={ttlHours} onValue={write(setTtlHours)} />
          </>
        )}
        <label className="sheet-field">
          Whom to ask for more
          <input
            value={contact}
            maxLength={200}
            autoComplete="off"
            onChange={(event) => {
              write(setContact)(event.currentTarget.value);
            }}
          />
        </label>
        <details open={limitCount(type.quotas) > 0}>
          <summary>Quotas: how much there may be</summary>
          <QuotaFields type={type.name} quotas={quotas} onChange={write(setQuotas)} />
        </details>
        {preview.data !== undefined && <Affected preview={preview.data} />}
        <FormError error={preview.error ?? change.error} />
        <footer className="sheet-foot">
          <code className="mono faint clip">towpath env set-type {type.name} --plan</code>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={preview.isPending || change.isPending}>
            {preview.data === undefined ? "See what changes" : "Change it"}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

interface FieldProps {
  label: string;
  value: string;
  onValue: (text: string) => void;
}

function Field({ label, value, onValue }: FieldProps) {
  return (
    <label className="sheet-field">
      {label}
      <input
        required
        type="number"
        min={0}
        step="any"
        value={value}
        onChange={(event) => {
          onValue(event.currentTarget.value);
        }}
      />
    </label>
  );
}

function Affected({ preview }: { preview: TypePreview }) {
  if (preview.affected.length === 0) return <p className="soft">No environment changes.</p>;
  return (
    <ul className="setting-list" aria-label="What changes">
      {preview.affected.map(({ project, environment, changes, needsRedeploy }) => (
        <li key={`${project}/${environment}`} className="setting-row">
          <span className="setting-name">
            <b>
              {project} / {environment}
            </b>
            <small>
              {changes.join("; ")}
              {needsRedeploy && " · after its next deployment"}
            </small>
          </span>
        </li>
      ))}
    </ul>
  );
}
