import { Link } from "@tanstack/react-router";
import { useDecideApproval, type Approval } from "./approvals.queries";
import { PlanView } from "./PlanView";
import { shortRef } from "@/shared/lib/refs";
import { Decision } from "@/shared/ui/Decision";
import { StateBadge } from "@/shared/ui/StateMark";
import { RelativeTime } from "@/shared/ui/Time";
import "./approvals.css";

interface ApprovalCardProps {
  approval: Approval;
  /** On the page of its run, which needs no way there. */
  isOfRun?: boolean;
}

/** One request to agree to a plan: what would be done, who asked, who agreed, and the decision. */
export function ApprovalCard({ approval, isOfRun = false }: ApprovalCardProps) {
  const { component, environment, mode, release, round } = approval;
  const verb = { deploy: "Deploy", promote: "Promote", job: "Run a job of", scale: "Scale" }[mode];
  const way = mode === "job" || mode === "scale" ? "in" : "to";
  const agreed = approval.votes.filter(({ approves }) => approves).length;
  return (
    <article className="approval" data-state={approval.state} aria-label={`${verb} ${component} ${way} ${environment}`}>
      <header>
        <h2>
          {verb} <bdi>{component}</bdi> rel-{release} {way} {environment}
        </h2>
        <StateBadge state={approval.state} />
      </header>
      <p className="approval-facts">
        <span>
          asked by <bdi>{shortRef(approval.requestedBy)}</bdi>, <RelativeTime at={approval.createdAt} />
        </span>
        {approval.state === "waiting" && (
          <span>
            {agreed} of {approval.required} agreed · expires <RelativeTime at={approval.expiresAt} />
          </span>
        )}
        {round > 1 && <span>the plan changed, so it is asked for again</span>}
        {!isOfRun && (
          <Link to="/runs/$id" params={{ id: approval.run }}>
            Its run
          </Link>
        )}
      </p>
      {approval.reason !== "" && (
        <p className="approval-reason" dir="auto">
          {approval.reason}
        </p>
      )}
      <details open={approval.state === "waiting"}>
        <summary>The plan it is bound to</summary>
        <PlanView actions={approval.plan.actions} cost={approval.plan.cost} isBounded={isOfRun} />
      </details>
      {approval.votes.length > 0 && (
        <ul className="approval-votes" aria-label="Voices">
          {approval.votes.map((vote) => (
            <li key={vote.voter}>
              <bdi>{shortRef(vote.voter)}</bdi> {vote.approves ? "agreed" : "refused"}
              {vote.comment !== "" && (
                <>
                  : <span dir="auto">{vote.comment}</span>
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      {approval.state === "waiting" &&
        (approval.mayDecide ? <Voice approval={approval} /> : <p className="soft">{approval.whyNot}</p>)}
      {approval.state === "stale" && <p className="soft">The plan changed before enough had agreed to it.</p>}
    </article>
  );
}

interface VoiceProps {
  approval: Approval;
}

function Voice({ approval }: VoiceProps) {
  const decide = useDecideApproval(approval);
  return (
    <>
      <Decision
        className="approval-decision"
        label="Approve this plan"
        longest={1000}
        pending={decide.isPending ? decide.variables.approve : undefined}
        onDecide={(approve, comment) => {
          decide.mutate({ approve, comment });
        }}
      />
      {decide.error !== null && (
        <span className="approval-error" role="alert">
          {decide.error.message}
        </span>
      )}
    </>
  );
}
