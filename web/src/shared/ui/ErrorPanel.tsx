import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { ApiError } from "@/shared/api/problem";
import "./feedback.css";

interface ErrorPanelProps {
  error: Error;
  /** Absent where trying again cannot help. */
  onRetry?: () => void;
}

/** What went wrong, what to do, and the ids by which the server's log tells more. */
export function ErrorPanel({ error, onRetry }: ErrorPanelProps) {
  const known = error instanceof ApiError ? error : undefined;
  // A guardrail names the decision it kept.
  const decision = known?.fields.find(({ pointer }) => pointer === "/decision")?.detail;
  return (
    <div className="feedback feedback-error" role="alert">
      <h2>{error.message}</h2>
      {known?.fields
        .filter(({ pointer }) => pointer !== "/decision")
        .map((field) => (
          <p key={field.pointer}>
            <code className="mono">{field.pointer}</code> {field.detail}
          </p>
        ))}
      {known?.hint !== undefined && <p className="feedback-hint">{known.hint}</p>}
      <div className="feedback-actions">
        {onRetry !== undefined && (
          <Button size="xs" variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
        {decision !== undefined && (
          <Link className="text-link" to="/guardrails/decisions/$id" params={{ id: decision }}>
            Why?
          </Link>
        )}
        {known !== undefined && (
          <span className="mono faint">
            {known.code}
            {known.requestId !== undefined && ` · request ${known.requestId}`}
          </span>
        )}
      </div>
    </div>
  );
}
