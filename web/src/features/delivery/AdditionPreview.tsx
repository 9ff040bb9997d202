import type { AdditionPlan } from "./additions.queries";
import { additionCostWords } from "./planCost";
import { LinesDiff } from "./LinesDiff";
import { StateMark } from "@/shared/ui/StateMark";
import "./additions.css";

interface AdditionPreviewProps {
  plan: AdditionPlan;
}

/** What an addition would make in each environment, and the lines of the change. */
export function AdditionPreview({ plan }: AdditionPreviewProps) {
  return (
    <>
      <section aria-label="What will be made">
        <h3>What will be made, when the change is merged and deployed</h3>
        <ul className="candidates">
          {plan.environments.map((place) => (
            <li key={place.environment}>
              <StateMark state={place.definition === null ? "failed" : "pending"} />
              <b>{place.environment}</b>
              <code className="mono soft">{place.definition}</code>
              <span className="soft">
                {place.description}
                {place.exists && " It is there already."}
                {place.cost !== undefined && place.cost !== null && ` It costs ${additionCostWords(place.cost)}.`}
              </span>
            </li>
          ))}
        </ul>
      </section>
      <section aria-label="The change">
        <h3>
          The change to <code className="mono">{plan.path}</code> in {plan.repository}
        </h3>
        <LinesDiff before={plan.before} after={plan.after} />
      </section>
    </>
  );
}
