import { Link } from "@tanstack/react-router";
import type { components } from "@/shared/api/schema";
import { StateMark } from "@/shared/ui/StateMark";
import "./delivery.css";

interface CandidateListProps {
  candidates: readonly components["schemas"]["ResourceCandidate"][];
  /** Names of definitions that are only written, and have no page as they are here. */
  written?: readonly string[];
}

/** Definitions that might make a resource, best first, and why each does or does not. */
export function CandidateList({ candidates, written = [] }: CandidateListProps) {
  return (
    <ul className="candidates">
      {candidates.map(({ definition, driver, criterion, chosen, reason }) => (
        <li key={definition} data-chosen={chosen || undefined}>
          <StateMark state={chosen ? "succeeded" : "skipped"} />
          {written.includes(definition) ? (
            <span>
              {definition} <span className="soft">as written here</span>
            </span>
          ) : (
            <Link className="text-link" to="/resource-definitions/$name" params={{ name: definition }}>
              {definition}
            </Link>
          )}
          <code className="mono soft">{driver}</code>
          <span className="soft">
            {chosen ? `chosen: ${reason}` : reason}
            {criterion !== "" && ` (${criterion})`}
          </span>
        </li>
      ))}
    </ul>
  );
}
