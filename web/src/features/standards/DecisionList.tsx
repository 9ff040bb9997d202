import { Link } from "@tanstack/react-router";
import { Mark } from "./Mark";
import { useDecisions, type Decision, type DecisionFilter, type Outcome } from "./standards.queries";
import { gateWords, outcomeWords } from "./words";
import { shortRef } from "@/shared/lib/refs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Segments } from "@/shared/ui/Segments";
import { Skeleton } from "@/shared/ui/Skeleton";
import { RelativeTime } from "@/shared/ui/Time";

interface DecisionListProps {
  filter: DecisionFilter;
  /** Absent where the list is a part of something else. */
  onFilter?: (filter: DecisionFilter) => void;
}

const outcomes: (Outcome | "all")[] = ["all", "denied", "overridden", "waived", "advised", "allowed"];

/** The last decisions, newest first; each leads to its reasons. */
export function DecisionList({ filter, onFilter }: DecisionListProps) {
  const decisions = useDecisions(filter);
  return (
    <>
      {onFilter !== undefined && filter.about === undefined && (
        <Segments
          label="Outcome"
          segments={outcomes.map((value) => ({ value, label: value === "all" ? "All" : outcomeWords[value].label }))}
          value={filter.outcome ?? "all"}
          onChange={(next) => {
            const { outcome: _, ...rest } = filter;
            onFilter(next === "all" ? rest : { ...rest, outcome: next });
          }}
        />
      )}
      {decisions.isPending && <Skeleton label="Loading the decisions" lines={5} />}
      {decisions.isError && <ErrorPanel error={decisions.error} onRetry={() => void decisions.refetch()} />}
      {decisions.isSuccess && decisions.data.items.length === 0 && (
        <EmptyState title="Nothing was decided here yet.">
          Every time something is created, merged, deployed, promoted, provisioned or read, the answer is kept with its
          reasons.
        </EmptyState>
      )}
      {decisions.isSuccess && decisions.data.items.length > 0 && (
        <ul className="panel guardrails-list">
          {decisions.data.items.map((decision) => (
            <DecisionRow key={decision.id} decision={decision} />
          ))}
        </ul>
      )}
    </>
  );
}

interface DecisionRowProps {
  decision: Decision;
}

function DecisionRow({ decision }: DecisionRowProps) {
  const unmet = decision.findings.filter(({ met }) => !met);
  return (
    <li>
      <Link className="row-link" to="/guardrails/decisions/$id" params={{ id: decision.id }}>
        <span className="row-text">
          <span className="row-title">
            {gateWords[decision.gate]} {shortRef(decision.subject)}
            {decision.environment === null ? "" : ` to ${decision.environment}`}
          </span>
          <span className="row-note">
            {unmet.length === 0
              ? `${String(decision.findings.length)} policies, all met`
              : unmet.map(({ title }) => title).join(", ")}
          </span>
        </span>
      </Link>
      <Mark {...outcomeWords[decision.outcome]} />
      <RelativeTime at={decision.at} />
    </li>
  );
}
