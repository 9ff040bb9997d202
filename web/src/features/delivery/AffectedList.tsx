import { whenWords } from "./definitionWords";
import type { Affected } from "./definitions.queries";
import { StateMark } from "@/shared/ui/StateMark";
import "./definitions.css";

interface AffectedListProps {
  affected: Affected;
}

/** Which resources of which workloads would get another definition or version, and what stands in the way. */
export function AffectedList({ affected }: AffectedListProps) {
  const { effects } = affected;
  const hindered = effects.filter(({ problem }) => problem !== "").length;
  return (
    <div role="status">
      <p>
        {effects.length === 0
          ? "No workload would get another definition or version."
          : `${effects.length === 1 ? "1 resource" : `${String(effects.length)} resources`} would get another definition or version${
              hindered === 0 ? "." : `, and something stands in the way of ${String(hindered)}.`
            }`}
      </p>
      <ul className="definition-effects">
        {effects.map(({ component, environment, resource, before, after, when, problem }) => (
          <li key={`${component} ${environment} ${resource}`}>
            <StateMark state={problem === "" ? "pending" : "failed"} />
            <b>
              {component} in {environment}
            </b>
            <code className="mono soft">{resource}</code>
            <span>
              {before ?? "nothing"} → {after ?? "nothing"}
              <span className="soft">{when === null ? "" : `, ${whenWords[when]}`}</span>
            </span>
            {problem !== "" && <span className="definition-problem">{problem}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}
