import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { allAreas } from "../areas";
import { useTeams, useTutorials } from "./learn.queries";
import { useStartTour } from "./TourContext";
import { tours } from "./tours";
import { CopyAs } from "@/shared/ui/CopyAs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { IconExternalLink } from "@/shared/ui/icons";
import { Owner } from "@/shared/ui/Owner";
import { Page } from "@/shared/ui/Page";
import { Skeleton } from "@/shared/ui/Skeleton";
import "./learn.css";

/** How to get to know the platform, and whom to ask. */
export function LearnPage() {
  return (
    <Page
      title="Learn"
      lead="A service to learn with, short tours of what is here, and where to ask. Leave any of it when you like."
      actions={<CopyAs cli="towpath docs list" api="/api/v1/golden-paths" />}
    >
      <div className="page-scroll learn">
        <Tutorials />
        <Tours />
        <Support />
      </div>
    </Page>
  );
}

function Tours() {
  const start = useStartTour();
  return (
    <section aria-label="Tours">
      <h2>Tours</h2>
      <div className="learn-cards">
        {tours.map((tour) => {
          const stops = tour.stops.filter(({ area }) => allAreas.some(({ label }) => label === area));
          return (
            <article key={tour.id} className="panel learn-card" aria-label={tour.title}>
              <h3>{tour.title}</h3>
              <p>{stops.map(({ area }) => area).join(", ")}</p>
              <div>
                <Button
                  size="xs"
                  variant="default"
                  onClick={() => {
                    start(tour.id);
                  }}
                >
                  Start
                </Button>
                <small>
                  {tour.minutes} min, {stops.length} stops
                </small>
              </div>
            </article>
          );
        })}
      </div>
    </section>
  );
}

/** Golden paths that teach; absent where the platform has none. */
function Tutorials() {
  const tutorials = useTutorials();
  if (tutorials.data === undefined || tutorials.data.length === 0) return null;
  return (
    <section aria-label="Learn by deploying">
      <h2>Learn by deploying</h2>
      <div className="learn-cards">
        {tutorials.data.map((path) => (
          <article key={path.name} className="panel learn-card" aria-label={path.title}>
            <h3>{path.title}</h3>
            <p>{path.description}</p>
            <div>
              <Button
                size="xs"
                renderRoot={(props) => <Link to="/create/$name" params={{ name: path.name }} {...props} />}
              >
                Begin
              </Button>
              <code className="mono">towpath new {path.name}</code>
            </div>
          </article>
        ))}
      </div>
    </section>
  );
}

/** The links of a group are where it wants to be asked; no link that would run a script. */
function isSafe(url: string): boolean {
  return /^(https?:|mailto:)/i.test(url);
}

function Support() {
  const { teams, details } = useTeams();
  return (
    <section aria-label="Where to ask">
      <h2>Where to ask</h2>
      {teams.isPending && <Skeleton label="Loading teams" lines={3} />}
      {teams.isError && <ErrorPanel error={teams.error} onRetry={() => void teams.refetch()} />}
      {teams.data?.items.length === 0 && (
        <div className="panel">
          <EmptyState
            title="There are no teams yet."
            action={<code className="feedback-hint mono">towpath group create payments</code>}
          >
            Each team stands here with the links its catalog entry names: a chat, a board, a page.
          </EmptyState>
        </div>
      )}
      {teams.data !== undefined && teams.data.items.length > 0 && (
        <ul className="panel learn-teams">
          {teams.data.items.map((team) => {
            const links = (details.find(({ ref }) => ref === team.ref)?.links ?? []).filter(({ url }) => isSafe(url));
            return (
              <li key={team.ref}>
                <Link
                  to="/catalog/$kind/$namespace/$name"
                  params={{ kind: "group", namespace: team.namespace, name: team.name }}
                >
                  <Owner owner={team.ref} />
                </Link>
                <span className="soft clip" dir="auto">
                  {team.description ?? ""}
                </span>
                <span className="learn-links">
                  {links.map(({ url, title }) => (
                    <a key={url} href={url} target="_blank" rel="noreferrer">
                      <bdi>{title ?? url}</bdi>
                      <IconExternalLink size={13} stroke={1.7} aria-hidden />
                    </a>
                  ))}
                  {links.length === 0 && <small className="soft">names no link</small>}
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
