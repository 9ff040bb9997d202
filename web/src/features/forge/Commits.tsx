import { useCommits, type ChangePlace, type Commit } from "./changes.queries";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Skeleton } from "@/shared/ui/Skeleton";
import { RelativeTime } from "@/shared/ui/Time";
import "./changes.css";

interface CommitsProps {
  place: ChangePlace;
  head: string;
}

/** The commits of a change, oldest first. */
export function Commits({ place, head }: CommitsProps) {
  const commits = useCommits(place, head);
  if (commits.isPending) return <Skeleton label="Loading commits" />;
  if (commits.isError) return <ErrorPanel error={commits.error} onRetry={() => void commits.refetch()} />;
  return <CommitList commits={commits.data.items} />;
}

interface CommitListProps {
  commits: Commit[];
}

export function CommitList({ commits }: CommitListProps) {
  return (
    <ol className="panel commit-list" aria-label="Commits">
      {commits.map((commit) => (
        <li key={commit.sha}>
          <span className="clip">{commit.message.split("\n")[0]}</span>
          <span className="soft clip">{commit.author.name}</span>
          <code className="mono faint">{commit.sha.slice(0, 8)}</code>
          <span className="faint">
            <RelativeTime at={commit.committedAt} />
          </span>
        </li>
      ))}
    </ol>
  );
}
