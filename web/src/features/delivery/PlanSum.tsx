import { money, type PlanCost } from "./planCost";

/** What the resources of a plan cost a month in sum, what that is more or less than now, and what is not known. */
export function PlanSum({ cost }: { cost: PlanCost }) {
  const { sums, unknown } = cost;
  if (sums.length === 0 && unknown.length === 0) return null;
  return (
    <section className="plan-sum" aria-label="What it costs a month">
      {sums.map(({ currency, after, difference }) => (
        <p key={currency}>
          <b>{money(after, currency)} a month</b>,{" "}
          {difference === 0
            ? "as now"
            : `${money(Math.abs(difference), currency)} ${difference > 0 ? "more" : "less"} than now`}
        </p>
      ))}
      {unknown.length > 0 && (
        <details>
          <summary>
            {sums.length > 0 && "Beside that: "}what{" "}
            {unknown.length === 1 ? "one resource" : `${String(unknown.length)} resources`}{" "}
            {unknown.length === 1 ? "costs" : "cost"} is not known
          </summary>
          <ul>
            {unknown.map(({ subject, reason }) => (
              <li key={subject}>
                {subject} <span className="soft">{reason}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
