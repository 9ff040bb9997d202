import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { CommentForm } from "./CommentForm";
import { useResolve, type ChangeDetail, type ChangePlace, type ChangeThread, type Verdict } from "./changes.queries";
import { shortRef } from "@/shared/lib/refs";
import { Tint } from "@/shared/ui/Owner";
import { RelativeTime } from "@/shared/ui/Time";
import "./changes.css";

interface ConversationProps {
  change: ChangeDetail;
  place: ChangePlace;
}

const verdicts: Record<Verdict, string> = {
  approve: "approved",
  request_changes: "requested changes",
  comment: "reviewed",
};

/** What people said, oldest first: reviews and threads. */
export function Conversation({ change, place }: ConversationProps) {
  const said: { at: string; key: string; node: ReactNode }[] = [
    ...change.reviews.map((review) => ({
      at: review.createdAt,
      key: review.id,
      node: (
        <article
          className="panel said-entry"
          data-verdict={review.verdict}
          aria-label={`Review by ${shortRef(review.reviewer)}`}
        >
          <Head author={review.reviewer} at={review.createdAt}>
            {verdicts[review.verdict]} <code className="mono">{review.commit.slice(0, 8)}</code>
            {review.isStale && <span className="faint"> · stale since the last push</span>}
          </Head>
          {review.body !== "" && <p className="said">{review.body}</p>}
        </article>
      ),
    })),
    ...change.threads.map((thread) => ({
      at: thread.comments[0]?.createdAt ?? "",
      key: thread.id,
      node: <Thread thread={thread} place={place} />,
    })),
  ].sort((one, other) => one.at.localeCompare(other.at));

  return (
    <section className="conversation" aria-label="Conversation">
      {said.map(({ key, node }) => (
        <div key={key}>{node}</div>
      ))}
      <div className="panel said-entry">
        <CommentForm place={place} label="Comment on the change" action="Comment" />
      </div>
    </section>
  );
}

interface HeadProps {
  author: string;
  at: string;
  children?: ReactNode;
}

function Head({ author, at, children }: HeadProps) {
  const name = shortRef(author);
  return (
    <header className="said-head">
      <Tint name={name} />
      <strong>{name}</strong> <span className="soft">{children}</span>
      <span className="faint">
        <RelativeTime at={at} />
      </span>
    </header>
  );
}

interface ThreadProps {
  thread: ChangeThread;
  place: ChangePlace;
}

/** A thread with its comments, an answer and whether it is settled. */
export function Thread({ thread, place }: ThreadProps) {
  const resolve = useResolve(place);
  const where = thread.path === null ? "the change" : `${thread.path} line ${String(thread.line)}`;
  return (
    <article className="panel said-entry" aria-label={`Thread on ${where}`} data-resolved={thread.isResolved}>
      {thread.path !== null && (
        <p className="thread-place">
          <code className="mono clip">
            {thread.path}:{thread.line}
          </code>
          {thread.isOutdated && <span className="faint">outdated</span>}
          {thread.isResolved && <span className="faint">resolved by {shortRef(thread.resolvedBy ?? "")}</span>}
        </p>
      )}
      {thread.path !== null && <pre className="mono thread-line">{thread.lineText}</pre>}
      {thread.comments.map((comment) => (
        <div key={comment.id} className="said-comment">
          <Head author={comment.author} at={comment.createdAt} />
          <p className="said">{comment.body}</p>
        </div>
      ))}
      <div className="form-actions">
        <CommentForm place={place} thread={thread.id} label={`Answer on ${where}`} action="Answer" isFolded />
        <Button
          size="xs"
          variant="default"
          loading={resolve.isPending}
          onClick={() => {
            resolve.mutate({ thread: thread.id, resolved: !thread.isResolved });
          }}
        >
          {thread.isResolved ? "Open again" : "Resolve"}
        </Button>
      </div>
    </article>
  );
}
