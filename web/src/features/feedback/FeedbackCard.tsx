import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { kindLabels, statusLabels, useVote, type Feedback } from "./feedback.queries";
import { VoteButton } from "./VoteButton";
import { shortRef } from "@/shared/lib/refs";
import { RelativeTime } from "@/shared/ui/Time";

interface FeedbackCardProps {
  item: Feedback;
  /** Somebody was led to this one. */
  isMarked?: boolean;
  /** What the platform team can do with it. */
  actions?: ReactNode;
}

/** One thing somebody said: how many it matters to, what became of it, and why. */
export function FeedbackCard({ item, isMarked = false, actions }: FeedbackCardProps) {
  const vote = useVote();
  return (
    <article className="voice-card" data-marked={isMarked || undefined} aria-label={item.text.slice(0, 80)}>
      <VoteButton
        votes={item.votes}
        hasVoted={item.voted}
        about={item.text.slice(0, 60)}
        onVote={(isFor) => {
          vote.mutate({ id: item.id, isFor });
        }}
      />
      <div className="voice-body">
        <p className="voice-text" dir="auto">
          {item.text}
        </p>
        <p className="voice-facts">
          <span className="voice-status" data-status={item.status}>
            {statusLabels[item.status]}
          </span>
          <span>{kindLabels[item.kind]}</span>
          <span>
            {item.mine ? "you" : item.author === null ? "without a name" : <bdi>{shortRef(item.author)}</bdi>},{" "}
            <RelativeTime at={item.createdAt} />
          </span>
          {item.entity === null ? (
            item.page !== null && (
              <a className="clip" href={item.page}>
                {item.page}
              </a>
            )
          ) : (
            <a className="clip" href={item.page ?? "/catalog"}>
              <bdi>{shortRef(item.entity)}</bdi>
            </a>
          )}
          {item.context !== null && (
            <code className="mono clip" dir="auto">
              {item.context}
            </code>
          )}
          {item.roadmap !== null && (
            <Link to="/roadmap" search={{ item: item.roadmap }}>
              On the roadmap
            </Link>
          )}
        </p>
        {item.answer !== null && (
          <blockquote className="voice-answer" dir="auto">
            <b>Platform team</b>
            {item.answer}
          </blockquote>
        )}
      </div>
      {actions !== undefined && <div className="voice-actions">{actions}</div>}
    </article>
  );
}
