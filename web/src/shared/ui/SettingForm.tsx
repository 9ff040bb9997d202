import { Button } from "@mantine/core";
import type { ComponentProps, ReactNode } from "react";
import { FormError } from "./Setting";
import "./setting.css";

interface SettingFormProps {
  /** What the button says: "Create token". */
  submit: string;
  /** Of what is asked for. */
  request: { isPending: boolean; error: Error | null };
  onSubmit: () => void;
  children: ReactNode;
}

/** Fields side by side with a button, and why what was asked for was refused. */
export function SettingForm({ submit, request, onSubmit, children }: SettingFormProps) {
  return (
    <form
      className="setting-form"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
      <Button type="submit" size="xs" loading={request.isPending}>
        {submit}
      </Button>
      <FormError error={request.error} />
    </form>
  );
}

interface SettingTextProps extends Omit<ComponentProps<"input">, "value" | "onChange"> {
  label: string;
  value: string;
  onChange: (value: string) => void;
}

/** A line of text in such a form. */
export function SettingText({ label, onChange, ...input }: SettingTextProps) {
  return (
    <label>
      {label}
      <input
        {...input}
        onChange={(event) => {
          onChange(event.currentTarget.value);
        }}
      />
    </label>
  );
}

interface SettingSelectProps<Value extends string> {
  label: string;
  options: readonly { value: Value; label: string }[];
  value: Value;
  onChange: (value: Value) => void;
}

/** One of a few in such a form. */
export function SettingSelect<Value extends string>({ label, options, value, onChange }: SettingSelectProps<Value>) {
  return (
    <label>
      {label}
      <select
        value={value}
        onChange={(event) => {
          const chosen = options.find((each) => each.value === event.currentTarget.value);
          if (chosen !== undefined) onChange(chosen.value);
        }}
      >
        {options.map((each) => (
          <option key={each.value} value={each.value}>
            {each.label}
          </option>
        ))}
      </select>
    </label>
  );
}
