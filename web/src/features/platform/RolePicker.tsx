import { Button } from "@mantine/core";
import { useId, useState } from "react";
import { shortRef } from "@/shared/lib/refs";
import { IconX } from "@/shared/ui/icons";

/** Somebody, or a group, that can be picked. */
export interface Candidate {
  ref: string;
  displayName: string;
}

interface RolePickerProps {
  /** "Product owner". */
  role: string;
  heldBy: string[];
  /** Undefined while they are not known. */
  candidates: Candidate[] | undefined;
  isSaving: boolean;
  onSave: (heldBy: string[]) => void;
  onCancel: () => void;
}

/**
 * Who has a role, picked from the people and groups there are. The browser's own list: letters narrow it, Enter takes the
 * only one left or the one that is named, and with nothing typed it saves.
 */
export function RolePicker({ role, heldBy, candidates, isSaving, onSave, onCancel }: RolePickerProps) {
  const [chosen, setChosen] = useState(heldBy);
  const [text, setText] = useState("");
  const [unknown, setUnknown] = useState("");
  const list = useId();
  const problem = useId();
  const left = candidates?.filter(({ ref }) => !chosen.includes(ref)) ?? [];

  function take(typed: string): boolean {
    const wanted = typed.trim().toLowerCase();
    const named = left.filter(
      ({ ref, displayName }) => shortRef(ref).toLowerCase() === wanted || displayName.toLowerCase() === wanted,
    );
    const beginning = left.filter(
      ({ ref, displayName }) =>
        shortRef(ref).toLowerCase().startsWith(wanted) || displayName.toLowerCase().startsWith(wanted),
    );
    const found = named.length === 1 ? named[0] : beginning.length === 1 ? beginning[0] : undefined;
    if (found === undefined) return false;
    setChosen([...chosen, found.ref]);
    setText("");
    setUnknown("");
    return true;
  }

  return (
    <form
      className="platform-picker"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() === "") onSave(chosen);
        else if (!take(text)) setUnknown(text.trim());
      }}
    >
      {chosen.length > 0 && (
        <ul className="platform-chosen">
          {chosen.map((ref) => (
            <li key={ref}>
              {shortRef(ref)}
              <button
                type="button"
                aria-label={`Not ${shortRef(ref)}`}
                onClick={() => {
                  setChosen(chosen.filter((each) => each !== ref));
                }}
              >
                <IconX size={12} aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      )}
      <input
        className="text-filter"
        aria-label={`${role}: add a person or a group`}
        aria-describedby={unknown === "" ? undefined : problem}
        aria-invalid={unknown !== "" || undefined}
        placeholder={candidates === undefined ? "Loading who is here …" : "Add a person or a group"}
        list={list}
        autoComplete="off"
        // What was just opened by a button is where one goes on.
        ref={(field) => {
          if (field !== null && document.activeElement === document.body) field.focus();
        }}
        value={text}
        onChange={(event) => {
          const typed = event.currentTarget.value;
          // Picked from the list with the pointer: the whole name is there at once.
          if (left.some(({ ref }) => shortRef(ref) === typed) && typed.length - text.length > 1) take(typed);
          else setText(typed);
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape") onCancel();
        }}
      />
      <datalist id={list}>
        {left.map(({ ref, displayName }) => (
          <option key={ref} value={shortRef(ref)}>
            {displayName}
          </option>
        ))}
      </datalist>
      {unknown !== "" && (
        <small id={problem} className="form-error" role="alert">
          “{unknown}” is nobody here, or more than one. Make users and groups in Settings.
        </small>
      )}
      <Button size="xs" type="submit" loading={isSaving} disabled={text.trim() !== ""}>
        Save
      </Button>
      <Button size="xs" variant="default" onClick={onCancel}>
        Cancel
      </Button>
    </form>
  );
}
