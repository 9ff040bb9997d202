import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Evidence } from "./Evidence";
import { FixText } from "./FixText";
import { OutcomeMark, outcomeLabels } from "./Outcomes";
import { useScorecardChanges, useStandings, type Standing, type StandingCheck } from "./scorecards.queries";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Skeleton } from "@/shared/ui/Skeleton";
import { RelativeTime } from "@/shared/ui/Time";
import "./scorecards.css";

interface StandardsTabProps {
  entity: { ref: string };
  /** What can be done about a check that fails beside mending it. */
  wayOut?: (standing: Standing, check: StandingCheck) => ReactNode;
}

/** How an entity stands on every scorecard: the level, what does not pass, and how to fix it. */
export function StandardsTab({ entity, wayOut }: StandardsTabProps) {
  const standings = useStandings(entity.ref);
  return (
    <div className="standards">
      <div className="standards-main">
        {standings.isPending && <Skeleton label="Loading standards" lines={6} />}
        {standings.isError && <ErrorPanel error={standings.error} onRetry={() => void standings.refetch()} />}
        {standings.data?.items.length === 0 && (
          <EmptyState title="No scorecard covers it.">
            Scorecards say what they cover; the ones there are stand in <Link to="/scorecards">Scorecards</Link>.
          </EmptyState>
        )}
        {standings.data?.items.map((standing) => (
          <StandingPanel key={standing.scorecard} standing={standing} wayOut={wayOut} />
        ))}
      </div>
      <Changes entity={entity.ref} />
    </div>
  );
}

interface StandingPanelProps {
  standing: Standing;
  wayOut: StandardsTabProps["wayOut"];
}

function StandingPanel({ standing, wayOut }: StandingPanelProps) {
  const open = standing.checks.filter(({ outcome }) => outcome !== "pass");
  const passed = standing.checks.filter(({ outcome }) => outcome === "pass");
  return (
    <section className="panel standing" aria-label={standing.title}>
      <header>
        <h2>
          <Link to="/scorecards/$name" params={{ name: standing.scorecard }}>
            {standing.title}
          </Link>
        </h2>
        <p>
          <b>{standing.level ?? "No level yet"}</b>
          {standing.nextLevel !== null && <span className="soft"> · next is {standing.nextLevel}</span>}
        </p>
        <meter min={0} max={100} value={standing.score} aria-label={`${standing.title}: ${String(standing.score)} %`} />
        <span className="tabular soft">{standing.score} %</span>
      </header>
      <ul className="standing-checks">
        {open.map((check) => (
          <li key={check.id}>
            <OpenCheck check={check} isNext={check.level === standing.nextLevel}>
              {check.outcome === "fail" && wayOut?.(standing, check)}
            </OpenCheck>
          </li>
        ))}
      </ul>
      {passed.length > 0 && (
        <details className="standing-passed">
          <summary>
            {passed.length} {passed.length === 1 ? "check passes" : "checks pass"}
          </summary>
          <ul>
            {passed.map(({ id, title, level }) => (
              <li key={id}>
                <OutcomeMark outcome="pass" /> {title} <span className="faint">{level}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

interface OpenCheckProps {
  check: StandingCheck;
  /** It stands between the entity and its next level. */
  isNext: boolean;
  children: ReactNode;
}

function OpenCheck({ check, isNext, children }: OpenCheckProps) {
  return (
    <details open={isNext && check.outcome === "fail"}>
      <summary>
        <OutcomeMark outcome={check.outcome} hasLabel /> <b>{check.title}</b>{" "}
        <span className="faint">{check.level}</span>
      </summary>
      {check.reason !== null && <p dir="auto">{check.reason}</p>}
      {check.why !== null && (
        <p className="soft" dir="auto">
          {check.why}
        </p>
      )}
      <FixText text={check.fix} />
      <Evidence evidence={check.evidence} />
      {children}
    </details>
  );
}

interface ChangesProps {
  entity: string;
}

const words: Record<string, string> = outcomeLabels;

/** An outcome or a level in words. */
function word(value: string | null): string {
  return value === null ? "no level" : (words[value]?.toLowerCase() ?? value);
}

/** What became different when. */
function Changes({ entity }: ChangesProps) {
  const changes = useScorecardChanges(entity);
  return (
    <section className="panel standing-history" aria-label="History">
      <h2>History</h2>
      {changes.isPending && <Skeleton label="Loading the history" lines={4} />}
      {changes.isError && <ErrorPanel error={changes.error} onRetry={() => void changes.refetch()} />}
      {changes.data?.items.length === 0 && <p className="faint">Nothing has changed since it was first looked at.</p>}
      <ol>
        {changes.data?.items.map((change) => (
          <li key={change.id}>
            <RelativeTime at={change.at} />{" "}
            <span>
              <b>{change.check ?? change.scorecard}</b>: {word(change.from)} → {word(change.to)}
              {change.reason !== null && <span className="soft"> · {change.reason}</span>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
