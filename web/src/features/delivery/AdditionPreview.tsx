import { addedLines, stretches } from "./addedLines";
import type { AdditionPlan } from "./additions.queries";
import { StateMark } from "@/shared/ui/StateMark";
import "./additions.css";

interface AdditionPreviewProps {
  plan: AdditionPlan;
}

const around = 2;

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
              </span>
            </li>
          ))}
        </ul>
      </section>
      <section aria-label="The change">
        <h3>
          The change to <code className="mono">{plan.path}</code> in {plan.repository}
        </h3>
        <div className="addition-diff mono">
          {stretches(addedLines(plan.before, plan.after), around).map((stretch, index) => (
            <ol key={index}>
              {stretch.map((line, at) => (
                <li key={at} data-mark={line.mark}>
                  <span className="addition-number" aria-hidden>
                    {line.number}
                  </span>
                  {line.mark !== "same" && (
                    <span className="visually-hidden">{line.mark === "added" ? "added: " : "removed: "}</span>
                  )}
                  <span className="addition-line">{line.text}</span>
                </li>
              ))}
            </ol>
          ))}
        </div>
      </section>
    </>
  );
}
