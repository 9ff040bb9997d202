import { Link } from "@tanstack/react-router";
import { useCampaigns } from "./campaigns.queries";
import { ProgressBar } from "./ProgressBar";
import { RelativeTime } from "@/shared/ui/Time";
import "./scorecards.css";

/** What is asked of everybody now and not done where the reader looks; nothing when there is no such thing. */
export function RaisedBars() {
  const open = (useCampaigns().data?.items ?? []).filter(
    ({ state, progress }) => state === "running" && progress.unmet + progress.unknown > 0,
  );
  if (open.length === 0) return null;
  return (
    <section className="panel raised-bars" aria-label="Raised bars">
      <h2>Raised bars</h2>
      <ul className="campaign-teams">
        {open.map(({ id, title, dueAt, progress }) => (
          <li key={id}>
            <Link to="/campaigns/$id" params={{ id }}>
              <bdi>{title}</bdi>
            </Link>
            <span className="soft">
              due <RelativeTime at={dueAt} />
            </span>
            <ProgressBar label={title} progress={progress} />
          </li>
        ))}
      </ul>
    </section>
  );
}
