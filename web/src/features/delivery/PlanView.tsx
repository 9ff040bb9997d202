import type { ReactNode } from "react";
import { actionCounts, toneOf, type PlannedAction } from "./plan";
import { actionCostWords, type PlanCost } from "./planCost";
import { PlanSum } from "./PlanSum";
import "./plan.css";

interface PlanViewProps {
  actions: readonly PlannedAction[];
  /** What its resources cost in sum; absent for a plan of before there were prices. */
  cost?: PlanCost | undefined;
  /** What guardrails said to it. */
  decisions?: ReactNode;
  /** In a card with a decision below: a long plan scrolls inside. */
  isBounded?: boolean;
}

/** What a plan would do, in its order, with what drivers say about it: the same wherever a plan is shown. */
export function PlanView({ actions, cost, decisions, isBounded = false }: PlanViewProps) {
  if (actions.length === 0 && decisions === undefined) return <p className="soft">Nothing would change.</p>;
  const list = (
    <ol className="plan">
      {actions.map((each, index) => (
        <li key={index} data-tone={toneOf(each.action)}>
          <b>{each.action}</b>
          <span className="plan-subject">{each.subject}</span>
          {each.reason !== "" && <span className="soft">{each.reason}</span>}
          {each.cost !== undefined && <span className="plan-cost">{actionCostWords(each.cost)}</span>}
          {each.changes !== undefined && <Changes subject={each.subject} changes={each.changes} />}
        </li>
      ))}
    </ol>
  );
  return (
    <div className="plan-view">
      {actions.length > 2 && <p className="plan-counts">{actionCounts(actions)}</p>}
      {isBounded ? (
        // What scrolls has to be reached by keyboard.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className="plan-bounded" role="region" aria-label="The plan" tabIndex={0}>
          {list}
        </div>
      ) : (
        list
      )}
      {cost !== undefined && <PlanSum cost={cost} />}
      {decisions !== undefined && (
        <section aria-label="What guardrails said">
          <h3>Guardrails</h3>
          {decisions}
        </section>
      )}
    </div>
  );
}

interface ChangesProps {
  subject: string;
  changes: NonNullable<PlannedAction["changes"]>;
}

/** What the driver of a resource says that it would do, one by one. */
export function Changes({ subject, changes: { summary, changes, leftOut } }: ChangesProps) {
  if (changes.length === 0) return <span className="soft">Its driver would do {summary}.</span>;
  return (
    <ul className="plan-changes" aria-label={`What the driver would do to ${subject}`}>
      {changes.map(({ action, subject: what }) => (
        <li key={`${action} ${what}`} data-tone={toneOf(action)}>
          <b>{action}</b>
          <code className="mono">{what}</code>
        </li>
      ))}
      {leftOut > 0 && <li className="soft">and {leftOut} more</li>}
    </ul>
  );
}
