import { ApprovalCard } from "./ApprovalCard";
import { useApprovals } from "./approvals.queries";

interface RunApprovalsProps {
  run: string;
}

/** What the run of a deployment waits for, and what was decided before. Nothing while nobody was asked. */
export function RunApprovals({ run }: RunApprovalsProps) {
  const approvals = useApprovals({ run });
  const items = approvals.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section className="approval-list approval-of-run" aria-label="Approvals">
      {items.map((approval) => (
        <ApprovalCard key={approval.id} approval={approval} isOfRun />
      ))}
    </section>
  );
}
