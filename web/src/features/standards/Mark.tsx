interface MarkProps {
  label: string;
  tone: string;
}

/** A word with a colour that says the same. */
export function Mark({ label, tone }: MarkProps) {
  return (
    <span className="guardrails-mark" data-tone={tone}>
      {label}
    </span>
  );
}
