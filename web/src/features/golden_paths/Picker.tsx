import { useId, useState, type KeyboardEvent } from "react";
import type { FormContext } from "./Field";
import { controlOf, FieldFrame } from "./FieldFrame";
import { useEntityOptions, useRepositoryOptions, type FormField } from "./golden_paths.queries";
import { wantedOf } from "./pickerOptions";
import type { Json } from "./answers";
import { shortRef } from "@/shared/lib/refs";
import { IconX } from "@/shared/ui/icons";
import { Tint } from "@/shared/ui/Owner";

/** Names of `ui:field` that are shown as a picker; others are what their type suggests. */
export const pickers = new Set([
  "EntityPicker",
  "OwnerPicker",
  "OwnedEntityPicker",
  "MyGroupsPicker",
  "MultiEntityPicker",
  "RepoOwnerPicker",
  "RepoUrlPicker",
  "EntityTagsPicker",
]);

interface PickerProps {
  field: FormField;
  problem: string | undefined;
  form: FormContext;
}

interface Option {
  value: string;
  label: string;
  note: string;
}

export function Picker({ field, problem, form }: PickerProps) {
  if (field.picker === "RepoUrlPicker") return <RepositoryPicker field={field} problem={problem} form={form} />;
  if (field.picker === "EntityTagsPicker") return <TagsPicker field={field} problem={problem} form={form} />;
  return <EntityPicker field={field} problem={problem} form={form} />;
}

function EntityPicker({ field, problem, form }: PickerProps) {
  const [text, setText] = useState("");
  const { kind, type } = wantedOf(field);
  const entities = useEntityOptions(kind, type, text);
  const options = (entities.data?.items ?? []).map((entity) => ({
    value: entity.ref,
    label: entity.title ?? shortRef(entity.ref),
    note: entity.kind,
  }));
  const answer = form.answer(field);
  if (field.picker === "MultiEntityPicker") {
    const chosen = Array.isArray(answer) ? answer.map(String) : [];
    return <Several field={field} problem={problem} form={form} chosen={chosen} options={options} onText={setText} />;
  }
  return (
    <FieldFrame field={field} problem={problem}>
      <Combobox
        field={field}
        problem={problem}
        value={typeof answer === "string" ? answer : ""}
        shown={typeof answer === "string" ? shortRef(answer) : ""}
        options={options}
        isFree={field.options["allowArbitraryValues"] !== false}
        onText={setText}
        onChoose={(value) => {
          form.onAnswer(field.pointer, value === "" ? undefined : value);
        }}
        onLeave={() => {
          form.onLeave(field.pointer);
        }}
      />
    </FieldFrame>
  );
}

/** A repository of this platform as templates take it: "host?owner=o&repo=r". */
function repositoryUrl(name: string, owner?: string): string {
  const parts = new URLSearchParams({ ...(owner === undefined ? {} : { owner }), repo: name });
  return `${location.host}?${parts.toString()}`;
}

function RepositoryPicker({ field, problem, form }: PickerProps) {
  const repositories = useRepositoryOptions();
  const options = (repositories.data?.items ?? []).map((repository) => ({
    value: repositoryUrl(repository.name, shortRef(repository.owner)),
    label: repository.name,
    note: shortRef(repository.owner),
  }));
  const answer = form.answer(field);
  const value = typeof answer === "string" ? answer : "";
  return (
    <FieldFrame field={field} problem={problem}>
      <Combobox
        field={field}
        problem={problem}
        value={value}
        shown={new URLSearchParams(value.slice(value.indexOf("?") + 1)).get("repo") ?? value}
        options={options}
        isFree
        onText={() => undefined}
        onChoose={(next) => {
          const isWhole = next === "" || next.includes("?");
          form.onAnswer(field.pointer, next === "" ? undefined : isWhole ? next : repositoryUrl(next));
        }}
        onLeave={() => {
          form.onLeave(field.pointer);
        }}
      />
    </FieldFrame>
  );
}

function TagsPicker({ field, problem, form }: PickerProps) {
  const answer = form.answer(field);
  const chosen = Array.isArray(answer) ? answer.map(String) : [];
  return <Several field={field} problem={problem} form={form} chosen={chosen} options={[]} onText={() => undefined} />;
}

interface SeveralProps extends PickerProps {
  chosen: string[];
  options: Option[];
  onText: (text: string) => void;
}

function Several({ field, problem, form, chosen, options, onText }: SeveralProps) {
  const change = (values: Json[]) => {
    form.onAnswer(field.pointer, values);
  };
  return (
    <FieldFrame field={field} problem={problem}>
      {chosen.length > 0 && (
        <ul className="chips" aria-label={`Chosen for ${field.title}`}>
          {chosen.map((value) => (
            <li key={value}>
              <span className="clip">{shortRef(value)}</span>
              <button
                type="button"
                aria-label={`Remove ${shortRef(value)}`}
                onClick={() => {
                  change(chosen.filter((each) => each !== value));
                }}
              >
                <IconX size={12} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <Combobox
        field={field}
        problem={problem}
        value=""
        shown=""
        options={options.filter((option) => !chosen.includes(option.value))}
        isFree
        onText={onText}
        onChoose={(value) => {
          if (value !== "" && !chosen.includes(value)) change([...chosen, value]);
        }}
        onLeave={() => {
          form.onLeave(field.pointer);
        }}
      />
    </FieldFrame>
  );
}

interface ComboboxProps {
  field: FormField;
  problem: string | undefined;
  value: string;
  /** The value as people read it. */
  shown: string;
  options: Option[];
  /** Whether a text that is no option is an answer, too. */
  isFree: boolean;
  onText: (text: string) => void;
  onChoose: (value: string) => void;
  onLeave: () => void;
}

/** A field with a list below it: arrows move, Enter chooses, Escape closes. */
function Combobox({ field, problem, value, shown, options, isFree, onText, onChoose, onLeave }: ComboboxProps) {
  const list = useId();
  const [isOpen, setIsOpen] = useState(false);
  const [text, setText] = useState<string>();
  const [current, setCurrent] = useState(-1);
  const wanted = (text ?? "").toLowerCase();
  const matching = options.filter((option) => `${option.label} ${option.value}`.toLowerCase().includes(wanted));

  function type(next: string) {
    setText(next);
    onText(next);
    setIsOpen(true);
    setCurrent(-1);
    if (next === "") onChoose("");
  }
  function choose(next: string) {
    setText(undefined);
    onText("");
    setIsOpen(false);
    setCurrent(-1);
    onChoose(next);
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setIsOpen(true);
      const by = event.key === "ArrowDown" ? 1 : -1;
      setCurrent(matching.length === 0 ? -1 : (current + by + matching.length) % matching.length);
    } else if (event.key === "Enter" && isOpen) {
      const option = matching[current] ?? (matching.length === 1 ? matching[0] : undefined);
      if (option !== undefined) {
        event.preventDefault();
        choose(option.value);
      } else if (isFree && text !== undefined && text !== "") {
        event.preventDefault();
        choose(text);
      }
    } else if (event.key === "Escape" && isOpen) {
      event.stopPropagation();
      setIsOpen(false);
    }
  }
  function leave() {
    setIsOpen(false);
    if (text !== undefined && text !== "") {
      const exact = matching.find((option) => [option.label, option.value].includes(text));
      if (exact !== undefined) choose(exact.value);
      else if (isFree) choose(text);
      else setText(undefined);
    } else setText(undefined);
    onLeave();
  }

  return (
    <div className="combobox">
      {value !== "" && text === undefined && <Tint name={shown} size={18} />}
      <input
        {...controlOf(field, problem)}
        className="field-input"
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={current < 0 ? undefined : `${list}-${String(current)}`}
        autoComplete="off"
        spellCheck={false}
        readOnly={field.isReadOnly}
        placeholder={field.placeholder === "" ? "Type to find" : field.placeholder}
        value={text ?? shown}
        onChange={(event) => {
          type(event.currentTarget.value);
        }}
        onClick={() => {
          setIsOpen(!field.isReadOnly);
        }}
        onKeyDown={onKeyDown}
        onBlur={leave}
      />
      <div id={list} role="listbox" aria-label={field.title} className="combobox-list" hidden={!isOpen}>
        {matching.map((option, index) => (
          // The list is driven from the field, which keeps the focus.
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            key={option.value}
            id={`${list}-${String(index)}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === current}
            data-chosen={option.value === value || undefined}
            onMouseDown={(event) => {
              event.preventDefault();
            }}
            onClick={() => {
              choose(option.value);
            }}
          >
            <Tint name={option.label} size={18} />
            <span className="clip">{option.label}</span>
            <small className="faint clip">{option.note}</small>
          </div>
        ))}
        {matching.length === 0 && (
          <div role="option" aria-selected={false} aria-disabled className="faint">
            {isFree && wanted !== "" ? "Enter takes what you typed" : "Nothing fits"}
          </div>
        )}
      </div>
    </div>
  );
}
