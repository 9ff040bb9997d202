import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Mark } from "./Mark";
import type { Finding } from "./standards.queries";
import { markOf, modeWords } from "./words";
import { CopyButton } from "@/shared/ui/CopyAs";

interface FindingCardProps {
  finding: Finding;
  /** What else can be done about it. */
  children?: ReactNode;
}

/** What one policy came to, from what it read, and what to do about it. */
export function FindingCard({ finding, children }: FindingCardProps) {
  const mark = markOf(finding);
  return (
    <article className="panel guardrails-finding" aria-label={finding.title} data-tone={mark.tone}>
      <header>
        <h2>
          <Link to="/guardrails/policies/$name" params={{ name: finding.policy }}>
            {finding.title}
          </Link>
        </h2>
        <Mark label={mark.label} tone={mark.tone} />
        <small className="soft">{modeWords[finding.mode]}</small>
      </header>
      {finding.message !== null && <p dir="auto">{finding.message}</p>}
      {finding.reason !== null && <p className="soft mono">{finding.reason}</p>}
      {finding.hint !== null && (
        <p className="guardrails-hint">
          <code className="mono">{finding.hint}</code>
          <CopyButton label="Copy what to do" text={finding.hint} />
        </p>
      )}
      {finding.evidence.length > 0 && (
        <details>
          <summary>What it read</summary>
          <dl>
            {finding.evidence.map(({ pointer, value }) => (
              <div key={pointer}>
                <dt className="mono">{pointer}</dt>
                <dd className="mono">{value ?? <span className="faint">not known</span>}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
      {finding.waiver !== null && (
        <Link className="text-link" to="/guardrails/waivers/$id" params={{ id: finding.waiver }}>
          The waiver
        </Link>
      )}
      {children}
    </article>
  );
}
