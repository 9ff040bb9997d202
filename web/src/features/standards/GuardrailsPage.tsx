import { Link } from "@tanstack/react-router";
import { Mark } from "./Mark";
import { DecisionList } from "./DecisionList";
import { PolicyProblem } from "./PolicyProblem";
import { usePolicies, useWaivers, type DecisionFilter, type Policy } from "./standards.queries";
import { WaiverCard } from "./WaiverCard";
import { gateWords, modeWords } from "./words";
import { CopyAs } from "@/shared/ui/CopyAs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Page } from "@/shared/ui/Page";
import { Segments } from "@/shared/ui/Segments";
import { Skeleton } from "@/shared/ui/Skeleton";
import "./standards.css";

/** What of the guardrails is in sight; the search part of the URL. */
export interface GuardrailsView extends DecisionFilter {
  view?: "decisions" | "waivers";
}

interface GuardrailsPageProps {
  view: GuardrailsView;
  onView: (view: GuardrailsView) => void;
}

const commands = {
  policies: ["towpath policy list", "/api/v1/policies"],
  decisions: ["towpath policy decisions", "/api/v1/decisions"],
  waivers: ["towpath waiver list", "/api/v1/waivers"],
} as const;

/** What has to be so, what it decided, and where somebody agreed to an exception. */
export function GuardrailsPage({ view, onView }: GuardrailsPageProps) {
  const { view: part = "policies", ...filter } = view;
  const [cli, path] = commands[part];
  return (
    <Page
      title="Guardrails"
      lead="What has to be so at each gate, what it decided, and where an exception was agreed to."
      actions={<CopyAs cli={cli} api={path} />}
    >
      <div className="guardrails-tools">
        <Segments
          label="Part of the guardrails"
          segments={[
            { value: "policies", label: "Policies" },
            { value: "decisions", label: "Decisions" },
            { value: "waivers", label: "Waivers" },
          ]}
          value={part}
          onChange={(next) => {
            onView(next === "policies" ? {} : { view: next });
          }}
        />
      </div>
      <div className="page-scroll guardrails">
        {part === "policies" && <Policies />}
        {part === "decisions" && (
          <DecisionList
            filter={filter}
            onFilter={(next) => {
              onView({ view: "decisions", ...next });
            }}
          />
        )}
        {part === "waivers" && <WaiverList />}
      </div>
    </Page>
  );
}

function Policies() {
  const policies = usePolicies();
  if (policies.isPending) return <Skeleton label="Loading the policies" lines={8} />;
  if (policies.isError) return <ErrorPanel error={policies.error} onRetry={() => void policies.refetch()} />;
  return (
    <ul className="guardrails-cards">
      {policies.data.items.map((policy) => (
        <PolicyCard key={policy.name} policy={policy} />
      ))}
    </ul>
  );
}

interface PolicyCardProps {
  policy: Policy;
}

function PolicyCard({ policy }: PolicyCardProps) {
  const met = policy.decisions - policy.unmet;
  return (
    <li className="panel guardrails-finding">
      <header>
        <h2>
          <Link to="/guardrails/policies/$name" params={{ name: policy.name }}>
            {policy.title}
          </Link>
        </h2>
        <Mark label={modeWords[policy.mode]} tone={policy.mode === "advise" ? "idle" : "active"} />
      </header>
      <p className="soft">{policy.description}</p>
      <PolicyProblem problem={policy.problem} />
      <p className="soft">
        {policy.gates.map((gate) => gateWords[gate]).join(", ")} ·{" "}
        {policy.decisions === 0
          ? "not asked in the last 30 days"
          : `met ${String(met)} of ${String(policy.decisions)} times in 30 days`}
      </p>
    </li>
  );
}

function WaiverList() {
  const waivers = useWaivers();
  if (waivers.isPending) return <Skeleton label="Loading the waivers" lines={5} />;
  if (waivers.isError) return <ErrorPanel error={waivers.error} onRetry={() => void waivers.refetch()} />;
  const { items } = waivers.data;
  if (items.length === 0)
    return (
      <EmptyState title="There is no waiver.">
        Where a policy stops something, its “Why?” leads to asking for one: with a reason, what is done instead, and an
        end.
      </EmptyState>
    );
  // What waits for the reader, then what is in force by its end, then the rest.
  const rank = (state: string, mayDecide: boolean) =>
    mayDecide ? 0 : state === "requested" ? 1 : state === "approved" ? 2 : 3;
  const sorted = [...items].sort(
    (a, b) => rank(a.state, a.mayDecide) - rank(b.state, b.mayDecide) || a.expiresAt.localeCompare(b.expiresAt),
  );
  return (
    <>
      {sorted.map((waiver) => (
        <WaiverCard key={waiver.id} waiver={waiver} />
      ))}
    </>
  );
}
