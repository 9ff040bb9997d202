import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Levels } from "./Outcomes";
import { useScorecards } from "./scorecards.queries";
import { CopyAs } from "@/shared/ui/CopyAs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Owner } from "@/shared/ui/Owner";
import { Page } from "@/shared/ui/Page";
import { Skeleton } from "@/shared/ui/Skeleton";
import "./scorecards.css";

/** What good looks like, and how things stand. */
export function ScorecardsPage() {
  const scorecards = useScorecards();
  return (
    <Page
      title="Scorecards"
      lead="What good looks like, how each component stands, and how to get better."
      actions={
        <>
          <CopyAs cli="towpath scorecard list" api="/api/v1/scorecards" />
          <Button size="xs" variant="default" component={Link} to="/campaigns">
            Campaigns
          </Button>
        </>
      }
    >
      <div className="page-scroll">
        {scorecards.isPending && <Skeleton label="Loading scorecards" lines={6} />}
        {scorecards.isError && <ErrorPanel error={scorecards.error} onRetry={() => void scorecards.refetch()} />}
        {scorecards.data?.items.length === 0 && (
          <EmptyState title="There is no scorecard.">
            The platform team declares one as an entity of the kind Scorecard, and tries it out with{" "}
            <code className="mono">towpath scorecard test FILE</code>.
          </EmptyState>
        )}
        <ul className="scorecard-cards">
          {scorecards.data?.items.map(({ name, title, description, owner, checks, entities, standings }) => (
            <li key={name} className="panel scorecard-card">
              <h2>
                <Link to="/scorecards/$name" params={{ name }}>
                  <bdi>{title}</bdi>
                </Link>
              </h2>
              <p className="soft" dir="auto">
                {description}
              </p>
              {entities === 0 ? (
                <p className="faint">It covers nothing you can see yet.</p>
              ) : (
                <Levels standings={standings} />
              )}
              <footer className="soft">
                <span>
                  {checks.length} checks on {entities.toLocaleString("en")} {entities === 1 ? "entity" : "entities"}
                </span>
                <Owner owner={owner} />
              </footer>
            </li>
          ))}
        </ul>
      </div>
    </Page>
  );
}
