import { useRef, type RefObject } from "react";
import "./definitions.css";

interface YamlFieldProps {
  label: string;
  value: string;
  /** Numbers of the lines that something is wrong with. */
  wrongLines: ReadonlySet<number>;
  /** Id of what says what is wrong, where something does. */
  describedBy: string | undefined;
  area: RefObject<HTMLTextAreaElement | null>;
  onChange: (text: string) => void;
}

/** A text with the numbers of its lines; those that are wrong are marked. */
export function YamlField({ label, value, wrongLines, describedBy, area, onChange }: YamlFieldProps) {
  const numbers = useRef<HTMLPreElement>(null);
  const count = value.split("\n").length;
  const gutter = Array.from(
    { length: count },
    (_, index) => `${wrongLines.has(index + 1) ? "▸" : ""}${String(index + 1)}`,
  );
  return (
    <div className="yaml-field" data-wrong={wrongLines.size > 0 || undefined}>
      <pre ref={numbers} className="yaml-numbers mono" aria-hidden>
        {gutter.join("\n")}
      </pre>
      <textarea
        ref={area}
        className="yaml-text mono"
        aria-label={label}
        aria-invalid={wrongLines.size > 0}
        aria-describedby={describedBy}
        rows={20}
        spellCheck={false}
        autoCapitalize="off"
        wrap="off"
        value={value}
        onScroll={(event) => {
          if (numbers.current !== null) numbers.current.scrollTop = event.currentTarget.scrollTop;
        }}
        onChange={(event) => {
          onChange(event.currentTarget.value);
        }}
      />
    </div>
  );
}

/** Where a line and column (from 1, in characters) are in a text. */
export function offsetOf(text: string, line: number, column: number): number {
  const lines = text.split("\n");
  const before = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  return (
    before +
    Array.from(lines[line - 1] ?? "")
      .slice(0, column - 1)
      .join("").length
  );
}

/** Puts the cursor there, in sight. */
export function goTo(area: HTMLTextAreaElement, line: number, column: number) {
  const offset = offsetOf(area.value, line, column);
  area.focus();
  area.setSelectionRange(offset, offset);
  const linesAbove = 4;
  area.scrollTop = Math.max(0, (line - linesAbove) * (area.scrollHeight / area.value.split("\n").length));
}
