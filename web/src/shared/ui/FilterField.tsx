import { Popover } from "@mantine/core";
import { useState } from "react";
import { IconChevronDown, IconX } from "@/shared/ui/icons";
import "./controls.css";

interface FilterFieldProps {
  /** What is filtered: "Branch". */
  label: string;
  value: string | undefined;
  /** An example of what may be written. */
  placeholder: string;
  /** "datetime-local" values are in the reader's zone. */
  type?: "text" | "datetime-local";
  /** How the value is shown on the chip; as it is when absent. */
  show?: (value: string) => string;
  onChange: (value: string | undefined) => void;
}

/** A chip that opens a field: for what has too many values to choose from. Enter applies. */
export function FilterField({ label, value, placeholder, type = "text", show, onChange }: FilterFieldProps) {
  const [isOpen, setIsOpen] = useState(false);
  const [text, setText] = useState("");
  const current = value === undefined ? "any" : (show?.(value) ?? value);

  return (
    <span className="filter" data-set={value !== undefined || undefined}>
      <Popover opened={isOpen} onChange={setIsOpen} position="bottom-start" width={260} trapFocus returnFocus>
        <Popover.Target>
          <button
            type="button"
            aria-label={`${label}: ${current}`}
            onClick={() => {
              setText(value ?? "");
              setIsOpen(!isOpen);
            }}
          >
            {label} <b>{current}</b>
            <IconChevronDown size={13} />
          </button>
        </Popover.Target>
        <Popover.Dropdown aria-label={label}>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              setIsOpen(false);
              onChange(text.trim() === "" ? undefined : text.trim());
            }}
          >
            <input
              type={type}
              className="text-filter filter-find"
              placeholder={placeholder}
              aria-label={label}
              value={text}
              onChange={(event) => {
                setText(event.currentTarget.value);
              }}
            />
          </form>
        </Popover.Dropdown>
      </Popover>
      {value !== undefined && (
        <button
          type="button"
          className="filter-clear"
          aria-label={`Clear ${label.toLowerCase()}`}
          onClick={() => {
            onChange(undefined);
          }}
        >
          <IconX size={13} />
        </button>
      )}
    </span>
  );
}
