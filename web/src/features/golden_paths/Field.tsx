import { Button } from "@mantine/core";
import { useEffect, useRef } from "react";
import { controlOf, FieldFrame } from "./FieldFrame";
import { idOf, isSecret, isShown, problemOf } from "./fields";
import type { FormField, FormProblem, SecretAnswer, SecretAnswers } from "./golden_paths.queries";
import { Picker, pickers } from "./Picker";
import { SecretField } from "./SecretField";
import type { Json } from "./answers";
import { IconPlus, IconX } from "@/shared/ui/icons";

/** What every question needs of the form around it. */
export interface FormContext {
  problems: FormProblem[];
  /** Whether what is wrong with an answer is to be said already. */
  isTold: (pointer: string) => boolean;
  /** The answer in sight: the person's own, or the one that stands when nothing is said. */
  answer: (field: FormField) => Json | undefined;
  onAnswer: (pointer: string, value: Json | undefined) => void;
  /** Answers to secret questions, by name. */
  secrets: SecretAnswers;
  onSecret: (name: string, answer: SecretAnswer | undefined) => void;
  onLeave: (pointer: string) => void;
  onBranch: (pointer: string, branch: number) => void;
}

interface FieldProps {
  field: FormField;
  form: FormContext;
}

/** One question, whatever its kind. */
export function Field({ field, form }: FieldProps) {
  if (!isShown(field)) return null;
  const problem = form.isTold(field.pointer) ? problemOf(form.problems, field.pointer) : undefined;
  if (isSecret(field)) return <SecretField field={field} problem={problem} form={form} />;
  if (pickers.has(field.picker)) return <Picker field={field} problem={problem} form={form} />;
  if (field.type === "object") return <Members field={field} problem={problem} form={form} />;
  if (field.choices.length > 0) return <Choices field={field} problem={problem} form={form} />;
  if (field.type === "array") return <Elements field={field} problem={problem} form={form} />;
  if (field.type === "boolean") return <Switch field={field} problem={problem} form={form} />;
  return <Text field={field} problem={problem} form={form} />;
}

interface ControlProps extends FieldProps {
  problem: string | undefined;
}

function Text({ field, problem, form }: ControlProps) {
  const control = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const answer = form.answer(field);
  const isNumber = field.type === "number" || field.type === "integer";
  const common = {
    ...controlOf(field, problem),
    ref: control,
    className: "field-input",
    readOnly: field.isReadOnly,
    placeholder: field.placeholder,
    value:
      answer === undefined || answer === null
        ? ""
        : typeof answer === "object"
          ? JSON.stringify(answer)
          : String(answer),
    onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) => {
      const number = Number(value);
      form.onAnswer(field.pointer, value === "" ? undefined : isNumber && !Number.isNaN(number) ? number : value);
    },
    onBlur: () => {
      form.onLeave(field.pointer);
    },
  };
  useEffect(() => {
    if (field.hasAutofocus) control.current?.focus({ preventScroll: true });
  }, [field.hasAutofocus]);
  return (
    <FieldFrame field={field} problem={problem}>
      {field.widget === "textarea" ? (
        <textarea {...common} rows={4} />
      ) : (
        <input
          {...common}
          type="text"
          inputMode={isNumber ? "decimal" : undefined}
          autoComplete="off"
          spellCheck={false}
        />
      )}
    </FieldFrame>
  );
}

function Switch({ field, problem, form }: ControlProps) {
  const { id, ...described } = controlOf(field, problem);
  return (
    <div className="field" data-invalid={problem !== undefined || undefined}>
      <label className="field-check">
        <input
          id={id}
          {...described}
          aria-required={undefined}
          type="checkbox"
          checked={form.answer(field) === true}
          disabled={field.isReadOnly}
          onChange={(event) => {
            form.onAnswer(field.pointer, event.currentTarget.checked);
          }}
        />
        <span>{field.title}</span>
      </label>
      {field.description !== "" && (
        <p id={`${id}-description`} className="field-description">
          {field.description}
        </p>
      )}
      {problem !== undefined && (
        <p id={`${id}-problem`} className="field-problem">
          {problem}
        </p>
      )}
      {field.help !== "" && (
        <p id={`${id}-help`} className="field-help">
          {field.help}
        </p>
      )}
    </div>
  );
}

function isSame(a: Json | undefined, b: Json | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function Choices({ field, problem, form }: ControlProps) {
  const answer = form.answer(field);
  if (field.type === "array") {
    const chosen = Array.isArray(answer) ? answer : [];
    return (
      <FieldFrame field={field} problem={problem} isGroup>
        <div className="field-options">
          {field.choices.map((choice) => (
            <label key={choice.label} className="field-check">
              <input
                type="checkbox"
                disabled={field.isReadOnly}
                checked={chosen.some((each) => isSame(each, choice.value))}
                onChange={(event) => {
                  const isOn = event.currentTarget.checked;
                  // In the order of the choices, whatever the order of the clicks.
                  form.onAnswer(
                    field.pointer,
                    field.choices.flatMap(({ value }) => {
                      const was = chosen.some((each) => isSame(each, value));
                      return (isSame(value, choice.value) ? isOn : was) ? [value ?? null] : [];
                    }),
                  );
                }}
              />
              <span>{choice.label}</span>
            </label>
          ))}
        </div>
      </FieldFrame>
    );
  }
  if (field.widget === "radio")
    return (
      <FieldFrame field={field} problem={problem} isGroup>
        <div className="field-options">
          {field.choices.map((choice) => (
            <label key={choice.label} className="field-check">
              <input
                type="radio"
                name={idOf(field.pointer)}
                disabled={field.isReadOnly}
                checked={isSame(answer, choice.value)}
                onChange={() => {
                  form.onAnswer(field.pointer, choice.value);
                }}
              />
              <span>{choice.label}</span>
            </label>
          ))}
        </div>
      </FieldFrame>
    );
  const index = field.choices.findIndex((choice) => isSame(choice.value, answer));
  return (
    <FieldFrame field={field} problem={problem}>
      <select
        {...controlOf(field, problem)}
        className="field-input"
        disabled={field.isReadOnly}
        value={index < 0 ? "" : String(index)}
        onChange={(event) => {
          form.onAnswer(field.pointer, field.choices[Number(event.currentTarget.value)]?.value);
        }}
        onBlur={() => {
          form.onLeave(field.pointer);
        }}
      >
        {index < 0 && <option value="">Choose one</option>}
        {field.choices.map((choice, at) => (
          <option key={choice.label} value={String(at)}>
            {choice.label}
          </option>
        ))}
      </select>
    </FieldFrame>
  );
}

/** The questions of an object, with its alternatives when it has some. */
export function Members({ field, problem, form }: ControlProps) {
  const content = (
    <>
      {field.branches.length > 1 && (
        <div className="field">
          <label className="field-label" htmlFor={`${idOf(field.pointer)}-branch`}>
            {field.pointer === "" ? "Which" : `${field.title}: which`}
          </label>
          <select
            id={`${idOf(field.pointer)}-branch`}
            className="field-input"
            value={String(field.branch)}
            onChange={(event) => {
              form.onBranch(field.pointer, Number(event.currentTarget.value));
            }}
          >
            {field.branches.map((title, index) => (
              <option key={title} value={String(index)}>
                {title}
              </option>
            ))}
          </select>
        </div>
      )}
      {field.fields.map((member) => (
        <Field key={member.pointer} field={member} form={form} />
      ))}
    </>
  );
  if (field.pointer === "") return content;
  return (
    <FieldFrame field={field} problem={problem} isGroup>
      <div className="field-members">{content}</div>
    </FieldFrame>
  );
}

function Elements({ field, problem, form }: ControlProps) {
  const answer = form.answer(field);
  const elements = Array.isArray(answer) ? answer : [];
  return (
    <FieldFrame field={field} problem={problem} isGroup>
      {elements.map((_, index) => {
        const element = field.fields[index];
        return (
          <div key={index} className="field-element">
            {element !== undefined && <Field field={element} form={form} />}
            <Button
              size="compact-xs"
              variant="subtle"
              color="gray"
              leftSection={<IconX size={13} />}
              aria-label={`Remove ${field.title} ${String(index + 1)}`}
              onClick={() => {
                form.onAnswer(
                  field.pointer,
                  elements.filter((_each, at) => at !== index),
                );
              }}
            >
              Remove
            </Button>
          </div>
        );
      })}
      {!field.isReadOnly && (
        <Button
          className="field-add"
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} />}
          onClick={() => {
            form.onAnswer(field.pointer, [...elements, field.blank ?? null]);
          }}
        >
          Add to {field.title.toLowerCase()}
        </Button>
      )}
    </FieldFrame>
  );
}
