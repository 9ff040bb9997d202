import { Link } from "@tanstack/react-router";
import { useGoldenPaths, type GoldenPath } from "./golden_paths.queries";
import { formatDuration } from "@/shared/lib/time";
import { CopyAs } from "@/shared/ui/CopyAs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Owner } from "@/shared/ui/Owner";
import { Page } from "@/shared/ui/Page";
import { Skeleton } from "@/shared/ui/Skeleton";
import "./golden_paths.css";

/** What can be made here, by what one wants to do. */
export function CreatePage() {
  return (
    <Page
      title="Create"
      lead="The short way that is also the right one: repository, pipeline, docs and a first deployment included."
      actions={<CopyAs cli="towpath new" api="/api/v1/golden-paths" />}
    >
      <div className="create-scroll">
        <Paths />
      </div>
    </Page>
  );
}

function Paths() {
  const paths = useGoldenPaths();
  if (paths.isPending) return <Skeleton label="Loading golden paths" lines={4} />;
  if (paths.isError) return <ErrorPanel error={paths.error} onRetry={() => void paths.refetch()} />;
  if (paths.data.items.length === 0)
    return (
      <div className="panel">
        <EmptyState
          title="Nothing can be created yet."
          action={<code className="feedback-hint mono">towpath new</code>}
        >
          This server offers no golden paths.
        </EmptyState>
      </div>
    );
  const intents = [...new Set(paths.data.items.map((path) => path.intent))];
  return intents.map((intent) => (
    <section key={intent} className="intent" aria-label={intent}>
      <h2>{intent}</h2>
      <ul className="cards">
        {paths.data.items
          .filter((path) => path.intent === intent)
          .map((path) => (
            <PathCard key={path.name} path={path} />
          ))}
      </ul>
    </section>
  ));
}

interface PathCardProps {
  path: GoldenPath;
}

function PathCard({ path }: PathCardProps) {
  const record = path.trackRecord;
  return (
    <li className="card panel">
      <div className="card-head">
        <Link className="card-link" to="/create/$name" params={{ name: path.name }}>
          {path.title}
        </Link>
        {path.tags.includes("recommended") && <span className="badge">recommended</span>}
      </div>
      <p className="soft">{path.description}</p>
      <ul className="tags" aria-label="Tags">
        {path.tags
          .filter((tag) => tag !== "recommended")
          .map((tag) => (
            <li key={tag}>{tag}</li>
          ))}
      </ul>
      <div className="card-foot">
        <Owner owner={path.owner} />
        {record !== null && (
          <span className="soft tabular" title="Of the last runs, over the whole installation">
            {String(Math.round((100 * record.succeeded) / record.finished))} % of {record.finished} succeeded
            {record.succeeded > 0 && ` · ${formatDuration(record.medianMs)}`}
          </span>
        )}
      </div>
    </li>
  );
}
