import { Popover } from "@mantine/core";
import { useState } from "react";
import { IconCheck, IconChevronDown, IconX } from "@/shared/ui/icons";
import "./controls.css";

interface FilterOption {
  value: string;
  label: string;
  /** How many there are; absent where nobody counts. */
  count?: number;
}

interface FilterMenuProps {
  /** What is filtered: "Owner". */
  label: string;
  value: string | undefined;
  options: FilterOption[];
  onChange: (value: string | undefined) => void;
}

/** From how many options on there is a field to find one. */
const searchFrom = 8;

/** A chip that opens the list of values there are, with counts. */
export function FilterMenu({ label, value, options, onChange }: FilterMenuProps) {
  const [isOpen, setIsOpen] = useState(false);
  const [text, setText] = useState("");
  const shown = options.filter((option) => option.label.toLowerCase().includes(text.toLowerCase()));
  const current = options.find((option) => option.value === value)?.label ?? value;

  function choose(next: string | undefined) {
    setIsOpen(false);
    setText("");
    onChange(next);
  }

  return (
    <span className="filter" data-set={value !== undefined || undefined}>
      <Popover opened={isOpen} onChange={setIsOpen} position="bottom-start" width={260} trapFocus returnFocus>
        <Popover.Target>
          <button
            type="button"
            aria-label={`${label}: ${current ?? "any"}`}
            onClick={() => {
              setIsOpen(!isOpen);
            }}
          >
            {label} <b>{current ?? "any"}</b>
            <IconChevronDown size={13} />
          </button>
        </Popover.Target>
        <Popover.Dropdown aria-label={label}>
          {options.length >= searchFrom && (
            <input
              type="search"
              className="text-filter filter-find"
              placeholder="Find"
              aria-label={`Find in ${label.toLowerCase()}`}
              value={text}
              onChange={(event) => {
                setText(event.currentTarget.value);
              }}
            />
          )}
          <ul className="filter-options">
            {shown.map((option) => (
              <li key={option.value}>
                <button
                  type="button"
                  aria-pressed={option.value === value}
                  onClick={() => {
                    choose(option.value === value ? undefined : option.value);
                  }}
                >
                  <span className="clip">{option.label}</span>{" "}
                  {option.value === value ? (
                    <IconCheck size={14} />
                  ) : (
                    option.count !== undefined && (
                      <span className="faint tabular">{option.count.toLocaleString("en")}</span>
                    )
                  )}
                </button>
              </li>
            ))}
            {shown.length === 0 && <li className="faint filter-nothing">Nothing to choose from</li>}
          </ul>
        </Popover.Dropdown>
      </Popover>
      {value !== undefined && (
        <button
          type="button"
          className="filter-clear"
          aria-label={`Clear ${label.toLowerCase()}`}
          onClick={() => {
            choose(undefined);
          }}
        >
          <IconX size={13} />
        </button>
      )}
    </span>
  );
}
