import type { Counts, LevelCount, Outcome } from "./scorecards.queries";

export const outcomeLabels: Record<Outcome, string> = {
  pass: "Passes",
  fail: "Fails",
  unknown: "Not known",
  waived: "Waived",
};
const signs: Record<Outcome, string> = { pass: "✓", fail: "✕", unknown: "?", waived: "~" };

interface OutcomeMarkProps {
  outcome: Outcome;
  /** Shows the word beside the sign. */
  hasLabel?: boolean;
}

/** An outcome as a sign; its word is there for those who see neither shape nor colour. */
export function OutcomeMark({ outcome, hasLabel = false }: OutcomeMarkProps) {
  return (
    <span className="outcome" data-outcome={outcome}>
      <span className="outcome-sign" aria-hidden>
        {signs[outcome]}
      </span>
      <span className={hasLabel ? undefined : "visually-hidden"}>{outcomeLabels[outcome]}</span>
    </span>
  );
}

/** "12 of 20 pass, 3 not known". */
export function countsText({ pass, fail, unknown, waived }: Counts): string {
  const all = pass + fail + unknown + waived;
  return [
    `${String(pass)} of ${String(all)} pass`,
    ...(waived > 0 ? [`${String(waived)} waived`] : []),
    ...(unknown > 0 ? [`${String(unknown)} not known`] : []),
  ].join(", ");
}

interface LevelsProps {
  standings: LevelCount[];
}

/** How many entities have reached each level. */
export function Levels({ standings }: LevelsProps) {
  return (
    <ul className="scorecard-levels">
      {standings
        .filter(({ level, entities }) => level !== null || entities > 0)
        .map(({ level, entities }) => (
          <li key={level ?? ""}>
            <b className="tabular">{entities.toLocaleString("en")}</b> {level ?? "no level yet"}
          </li>
        ))}
    </ul>
  );
}
