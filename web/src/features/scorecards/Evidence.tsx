interface EvidenceProps {
  evidence: Record<string, unknown>;
}

/** The values that a result was told from. */
export function Evidence({ evidence }: EvidenceProps) {
  const lines = Object.entries(evidence).filter(([, value]) => value !== "");
  if (lines.length === 0) return null;
  return (
    <dl className="evidence">
      {lines.map(([pointer, value]) => (
        <div key={pointer}>
          <dt className="mono">{pointer.replace(/^\//, "").replaceAll("/", ".")}</dt>
          <dd className="mono">{typeof value === "string" ? value : JSON.stringify(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
