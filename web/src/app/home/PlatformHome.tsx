import { Link } from "@tanstack/react-router";
import { useOwners } from "./home.queries";
import { NeedsYou } from "./NeedsYou";
import { TileSection } from "./TileSection";
import { useFeedback } from "@/features/feedback/feedback.queries";
import { useMetrics } from "@/features/insights/insights.queries";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Skeleton } from "@/shared/ui/Skeleton";

const experience = [
  "developer-satisfaction",
  "manual-steps-per-deployment",
  "review-pickup-time",
  "queue-time",
  "pipeline-success-rate",
  "golden-path-success-rate",
];

/** Who uses the platform, where it costs people time, and what they said that nobody has answered. */
export function PlatformHome() {
  const metrics = useMetrics({});
  const owners = useOwners();
  return (
    <div className="page-scroll home home-entrance">
      <NeedsYou owners={owners} />
      <Unanswered />
      {metrics.isPending && <Skeleton label="Loading outcomes" />}
      {metrics.isError && <ErrorPanel error={metrics.error} onRetry={() => void metrics.refetch()} />}
      {metrics.data !== undefined && (
        <>
          <TileSection
            title="Is it used?"
            metrics={metrics.data.items.filter(({ question }) => question === "adoption")}
          />
          <TileSection
            title="Where does it cost people time?"
            metrics={metrics.data.items.filter(({ key }) => experience.includes(key))}
          />
        </>
      )}
    </div>
  );
}

function Unanswered() {
  const feedback = useFeedback({ status: "new" });
  const items = (feedback.data?.pages ?? []).flatMap((page) => page.items).slice(0, 5);
  return (
    <section className="panel home-needs" aria-label="Waits for an answer">
      <h2>Waits for an answer</h2>
      {feedback.isPending && <Skeleton label="Loading feedback" lines={2} />}
      {feedback.isError && <ErrorPanel error={feedback.error} onRetry={() => void feedback.refetch()} />}
      {feedback.data !== undefined && items.length === 0 && (
        <p className="home-quiet">Everything that was said has an answer.</p>
      )}
      {items.length > 0 && (
        <ul>
          {items.map((item) => (
            <li key={item.id}>
              <Link to="/feedback" search={{ status: "new" }} className="clip">
                <span dir="auto">{item.text}</span>
              </Link>
              <small>{item.kind}</small>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
