import type { Comparison } from "./delivery.queries";
import { RelativeTime } from "@/shared/ui/Time";

interface CommitsProps {
  commits: Comparison["commits"];
}

export function Commits({ commits }: CommitsProps) {
  return (
    <ul className="commits">
      {commits.map((commit) => (
        <li key={commit.sha}>
          <code className="mono">{commit.sha.slice(0, 8)}</code>
          <span className="clip">{commit.subject}</span>
          <span className="soft clip">{commit.author}</span>
          <span className="faint">
            <RelativeTime at={commit.committedAt} />
          </span>
        </li>
      ))}
    </ul>
  );
}
