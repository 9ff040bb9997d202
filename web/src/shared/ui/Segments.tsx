import type { ReactNode } from "react";
import "./controls.css";

interface Segment<T> {
  value: T;
  label: string;
  /** Shown small after the label. */
  count?: number | undefined;
}

interface SegmentsProps<T> {
  /** What is chosen here: "Kind". */
  label: string;
  segments: Segment<T>[];
  value: T;
  onChange: (value: T) => void;
}

/** One of a few, all in sight. */
export function Segments<T extends string>({ label, segments, value, onChange }: SegmentsProps<T>) {
  return (
    <div className="segments" role="group" aria-label={label}>
      {segments.map((segment) => (
        <button
          key={segment.value}
          type="button"
          aria-pressed={segment.value === value}
          onClick={() => {
            onChange(segment.value);
          }}
        >
          {segment.label}
          {segment.count !== undefined && <small>{segment.count.toLocaleString("en")}</small>}
        </button>
      ))}
    </div>
  );
}

interface KeyHintProps {
  keys: string[];
  children: ReactNode;
}

/** "J K move" in a table's footer. */
export function KeyHint({ keys, children }: KeyHintProps) {
  return (
    <span className="key-hint">
      {keys.map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}{" "}
      {children}
    </span>
  );
}
