import type { ReactNode } from "react";
import "./feedback.css";

interface EmptyStateProps {
  /** The fact: "No runs yet." */
  title: string;
  /** Why it is empty, or what would be here. */
  children: ReactNode;
  /** The one thing to do next. */
  action?: ReactNode;
}

export function EmptyState({ title, children, action }: EmptyStateProps) {
  return (
    <div className="feedback">
      <h2>{title}</h2>
      <p>{children}</p>
      {action !== undefined && <div className="feedback-actions">{action}</div>}
    </div>
  );
}
