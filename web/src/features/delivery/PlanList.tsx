import type { Plan } from "./delivery.queries";
import "./delivery.css";

interface PlanListProps {
  plan: Pick<Plan, "actions">;
}

/** What a plan would do, in its order. */
export function PlanList({ plan }: PlanListProps) {
  if (plan.actions.length === 0) return <p className="soft">Nothing would change.</p>;
  return (
    <ol className="plan">
      {plan.actions.map(({ action, subject, reason }, index) => (
        <li key={index} data-action={action}>
          <b>{action}</b>
          <span className="plan-subject">{subject}</span>
          <span className="soft">{reason}</span>
        </li>
      ))}
    </ol>
  );
}
