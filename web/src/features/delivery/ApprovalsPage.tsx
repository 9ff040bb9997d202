import { ApprovalCard } from "./ApprovalCard";
import { ApprovalRules } from "./ApprovalRules";
import { useApprovals } from "./approvals.queries";
import { FreezeList } from "./FreezeList";
import { CopyAs } from "@/shared/ui/CopyAs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Page } from "@/shared/ui/Page";
import { Segments } from "@/shared/ui/Segments";
import { Skeleton } from "@/shared/ui/Skeleton";
import "./approvals.css";

export interface ApprovalsView {
  /** Absent for what waits. */
  show?: "all" | "rules";
}

interface ApprovalsPageProps {
  view: ApprovalsView;
  onView: (view: ApprovalsView) => void;
  permissions: readonly string[];
}

const segments = [
  { value: "waiting" as const, label: "Waiting" },
  { value: "all" as const, label: "All" },
  { value: "rules" as const, label: "Rules and freezes" },
];

/** Plans that wait for somebody to agree, what was decided, and the rules that ask for it. */
export function ApprovalsPage({ view, onView, permissions }: ApprovalsPageProps) {
  const shown = view.show ?? "waiting";
  return (
    <Page
      title="Approvals"
      lead="Deployments that wait for somebody to agree to their plan. A plan that changes is asked for again."
      actions={
        <CopyAs
          cli={shown === "all" ? "towpath approval list --all" : "towpath approval list"}
          api={shown === "all" ? "/api/v1/approvals" : "/api/v1/approvals?state=waiting"}
        />
      }
    >
      <div className="approval-tools">
        <Segments
          label="Which approvals"
          segments={segments}
          value={shown}
          onChange={(next) => {
            onView(next === "waiting" ? {} : { show: next });
          }}
        />
      </div>
      {shown === "rules" ? (
        <div className="approval-list">
          <ApprovalRules isEditable={permissions.includes("approval_rule.update")} />
          <FreezeList permissions={permissions} />
        </div>
      ) : (
        <Requests isAll={shown === "all"} />
      )}
    </Page>
  );
}

interface RequestsProps {
  isAll: boolean;
}

function Requests({ isAll }: RequestsProps) {
  const approvals = useApprovals(isAll ? {} : { state: "waiting" });
  if (approvals.isPending) return <Skeleton label="Loading approvals" lines={4} />;
  if (approvals.isError) return <ErrorPanel error={approvals.error} onRetry={() => void approvals.refetch()} />;
  if (approvals.data.items.length === 0)
    return (
      <EmptyState title={isAll ? "Nothing was ever asked for." : "Nothing waits for an approval."}>
        A deployment waits here when the rule of its type of environment asks for approvals.
      </EmptyState>
    );
  return (
    <section className="approval-list" aria-label="Requests">
      {approvals.data.items.map((approval) => (
        <ApprovalCard key={approval.id} approval={approval} />
      ))}
    </section>
  );
}
