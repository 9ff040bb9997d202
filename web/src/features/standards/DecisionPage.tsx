import { Link } from "@tanstack/react-router";
import { FindingCard } from "./FindingCard";
import { Mark } from "./Mark";
import { RequestWaiver } from "./RequestWaiver";
import { useDecision, type Decision, type Finding } from "./standards.queries";
import { gateWords, outcomeWords } from "./words";
import { shortRef } from "@/shared/lib/refs";
import { CopyAs } from "@/shared/ui/CopyAs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Page } from "@/shared/ui/Page";
import { Skeleton } from "@/shared/ui/Skeleton";
import { RelativeTime } from "@/shared/ui/Time";
import "./standards.css";

interface DecisionPageProps {
  id: string;
}

/** Why a guardrail let something through or not. */
export function DecisionPage({ id }: DecisionPageProps) {
  const decision = useDecision(id);
  return (
    <Page
      title={decision.data === undefined ? "Why" : titleOf(decision.data)}
      lead={decision.data === undefined ? <code className="mono">{id}</code> : <Lead decision={decision.data} />}
      actions={<CopyAs cli={`towpath why ${id}`} api={`/api/v1/decisions/${id}`} />}
    >
      <div className="page-scroll guardrails">
        {decision.isPending && <Skeleton label="Loading the decision" lines={5} />}
        {decision.isError && <ErrorPanel error={decision.error} onRetry={() => void decision.refetch()} />}
        {decision.isSuccess && <Findings decision={decision.data} />}
      </div>
    </Page>
  );
}

function titleOf(decision: Decision): string {
  const where = decision.environment === null ? "" : ` to ${decision.environment}`;
  return `${gateWords[decision.gate]} ${shortRef(decision.subject)}${where}`;
}

interface PartProps {
  decision: Decision;
}

function Lead({ decision }: PartProps) {
  return (
    <span className="guardrails-lead">
      <Mark {...outcomeWords[decision.outcome]} />
      <span>
        asked by {shortRef(decision.actor)} <RelativeTime at={decision.at} />
      </span>
    </span>
  );
}

/** What stops comes first, what is met last. */
function rank(finding: Finding): number {
  if (finding.verdict === "pass") return 3;
  return finding.met || finding.waiver !== null ? 2 : finding.mode === "advise" ? 1 : 0;
}

function Findings({ decision }: PartProps) {
  const findings = [...decision.findings].sort((a, b) => rank(a) - rank(b));
  const mayWaive = decision.outcome === "denied";
  return (
    <>
      {decision.overrideReason !== null && (
        <p className="panel guardrails-note" dir="auto">
          <b>Overridden:</b> {decision.overrideReason}
        </p>
      )}
      {findings.length === 0 && (
        <EmptyState title="No policy is about this.">
          It was let through because nothing asks anything of it.
        </EmptyState>
      )}
      {findings.map((finding) => (
        <FindingCard key={finding.policy} finding={finding}>
          {mayWaive && rank(finding) === 0 && (
            <RequestWaiver
              target={`policy:default/${finding.policy}`}
              title={finding.title}
              subject={decision.subject}
              environment={decision.environment ?? undefined}
            />
          )}
        </FindingCard>
      ))}
      {decision.input !== undefined && (
        <details className="panel guardrails-input">
          <summary>The whole input</summary>
          {/* Long lines scroll sideways, so it takes the focus. */}
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <pre className="mono" tabIndex={0} aria-label="The input as JSON">
            {JSON.stringify(decision.input, null, 2)}
          </pre>
        </details>
      )}
      <p className="soft">
        <Link className="text-link" to="/guardrails" search={{ view: "decisions" }}>
          All decisions
        </Link>
      </p>
    </>
  );
}
