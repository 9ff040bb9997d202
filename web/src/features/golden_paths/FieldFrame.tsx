import type { ReactNode } from "react";
import { idOf } from "./fields";
import type { FormField } from "./golden_paths.queries";
import { IconX } from "@/shared/ui/icons";

interface FieldFrameProps {
  field: FormField;
  /** What is wrong with the answer, when it is to be shown. */
  problem: string | undefined;
  /** True where the control is several: the label then names their group. */
  isGroup?: boolean;
  children: ReactNode;
}

/** The attributes by which a control belongs to its frame. */
export function controlOf(field: FormField, problem: string | undefined) {
  const id = idOf(field.pointer);
  const notes = [
    problem !== undefined && `${id}-problem`,
    field.description !== "" && `${id}-description`,
    field.help !== "" && `${id}-help`,
  ].filter((note) => note !== false);
  return {
    id,
    "aria-describedby": notes.length === 0 ? undefined : notes.join(" "),
    "aria-invalid": problem !== undefined,
    "aria-required": field.isRequired,
  };
}

/** Label, control, help and what is wrong: the same around every question. */
export function FieldFrame({ field, problem, isGroup = false, children }: FieldFrameProps) {
  const id = idOf(field.pointer);
  const label = (
    <>
      {field.title}
      {field.isRequired ? (
        <span className="field-required" aria-hidden>
          *
        </span>
      ) : (
        <span className="field-optional">optional</span>
      )}
    </>
  );
  const notes = (
    <>
      {problem !== undefined && (
        <p id={`${id}-problem`} className="field-problem">
          <IconX size={13} stroke={2.4} aria-hidden /> {problem}
        </p>
      )}
      {field.help !== "" && (
        <p id={`${id}-help`} className="field-help">
          {field.help}
        </p>
      )}
    </>
  );
  const description = field.description !== "" && (
    <p id={`${id}-description`} className="field-description">
      {field.description}
    </p>
  );
  if (isGroup)
    return (
      <fieldset
        className="field"
        data-invalid={problem !== undefined || undefined}
        aria-describedby={controlOf(field, problem)["aria-describedby"]}
      >
        <legend className="field-label">{label}</legend>
        {description}
        {children}
        {notes}
      </fieldset>
    );
  return (
    <div className="field" data-invalid={problem !== undefined || undefined}>
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      {description}
      {children}
      {notes}
    </div>
  );
}
