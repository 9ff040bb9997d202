import { Button, Checkbox, Textarea } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import {
  useClose,
  useMerge,
  useReview,
  type ChangeDetail,
  type ChangePlace,
  type Strategy,
  type Verdict,
} from "./changes.queries";
import { shortRef } from "@/shared/lib/refs";
import { sayEcho } from "@/shared/ui/echo";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { IconAlertTriangle, IconCheck, IconCircleDashed } from "@/shared/ui/icons";
import { Segments } from "@/shared/ui/Segments";
import { stateLabel, StateMark } from "@/shared/ui/StateMark";
import { Duration, RelativeTime } from "@/shared/ui/Time";
import "@/shared/ui/mantine-inputs.css";
import "./changes.css";

interface PanelProps {
  change: ChangeDetail;
  place: ChangePlace;
}

/** Checks, who has to look, and merging with everything that is in its way. */
export function MergePanel({ change, place }: PanelProps) {
  return (
    <aside className="change-aside" aria-label="State of the change">
      <Checks change={change} />
      <Reviewers change={change} />
      {change.state === "open" && <ReviewForm change={change} place={place} />}
      {change.state === "open" ? <MergeForm change={change} place={place} /> : <Ended change={change} place={place} />}
    </aside>
  );
}

function Checks({ change }: Pick<PanelProps, "change">) {
  const missing = change.protection.requiredChecks.filter(
    (name) => !change.checks.some((check) => check.name === name),
  );
  return (
    <section className="panel aside-part" aria-labelledby="change-checks">
      <h2 id="change-checks">Checks</h2>
      {change.checks.length === 0 && missing.length === 0 && (
        <p className="soft">No workflow has run for this commit.</p>
      )}
      <ul className="aside-list">
        {change.checks.map((check) => (
          <li key={`${check.name} ${check.event}`}>
            <StateMark state={check.state} />
            <Link to="/runs/$id" params={{ id: check.run }} className="clip">
              {check.name}
              <span className="faint"> · {check.event.replaceAll("_", " ")}</span>
            </Link>
            {check.isRequired && <span className="faint">required</span>}
            <span className="soft">
              {check.startedAt === null ? (
                stateLabel(check.state)
              ) : (
                <Duration from={check.startedAt} to={check.finishedAt} />
              )}
            </span>
          </li>
        ))}
        {missing.map((name) => (
          <li key={name}>
            <IconCircleDashed size={16} stroke={1.8} aria-hidden />
            <span className="clip">{name}</span>
            <span className="faint">required, has not run</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Reviewers({ change }: Pick<PanelProps, "change">) {
  const latest = new Map(
    change.reviews.filter(({ verdict }) => verdict !== "comment").map((review) => [review.reviewer, review]),
  );
  const needed = change.protection.requiredApprovals;
  return (
    <section className="panel aside-part" aria-labelledby="change-reviews">
      <h2 id="change-reviews">Reviews</h2>
      <p className="soft">
        {needed === 0
          ? "No approval is required."
          : `${String(change.approvals)} of ${String(needed)} ${needed === 1 ? "approval" : "approvals"}.`}
      </p>
      <ul className="aside-list">
        {[...latest.values()].map((review) => (
          <li key={review.id}>
            <StateMark state={review.verdict === "approve" ? (review.isStale ? "skipped" : "succeeded") : "failed"} />
            <span className="clip">{shortRef(review.reviewer)}</span>
            <span className="faint">
              {review.verdict === "approve"
                ? review.isStale
                  ? "approved an earlier commit"
                  : "approved"
                : "requests changes"}
            </span>
          </li>
        ))}
        {change.codeOwners.map((demand) => (
          <li key={demand.owners.join(" ")}>
            <StateMark state={demand.approvedBy === null ? "pending" : "succeeded"} />
            <span className="clip" title={demand.paths.join("\n")}>
              {demand.owners.map(shortRef).join(" or ")}
              <span className="faint">
                {" "}
                · owns {demand.paths[0]}
                {demand.paths.length > 1 && ` and ${String(demand.paths.length - 1)} more`}
              </span>
            </span>
          </li>
        ))}
      </ul>
      {change.codeOwnerProblems.length > 0 && (
        <details>
          <summary>CODEOWNERS has problems</summary>
          <ul className="aside-problems">
            {change.codeOwnerProblems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function ReviewForm({ change, place }: PanelProps) {
  const review = useReview(place);
  const [body, setBody] = useState("");
  if (!change.may.review) return null;

  function send(verdict: Verdict) {
    review.mutate(
      { verdict, body, head: change.head },
      {
        onSuccess: () => {
          setBody("");
        },
      },
    );
  }

  return (
    <section className="panel aside-part" aria-labelledby="change-judge">
      <h2 id="change-judge">Your review</h2>
      <Textarea
        aria-label="What you say about it"
        placeholder="What you say about it"
        rows={3}
        value={body}
        onChange={(event) => {
          setBody(event.currentTarget.value);
        }}
      />
      {review.isError && <ErrorPanel error={review.error} />}
      <div className="form-actions">
        <Button
          size="xs"
          loading={review.isPending}
          onClick={() => {
            send("approve");
          }}
        >
          Approve
        </Button>
        <Button
          size="xs"
          variant="default"
          disabled={body.trim() === ""}
          onClick={() => {
            send("request_changes");
          }}
        >
          Request changes
        </Button>
      </div>
    </section>
  );
}

const strategies: { value: Strategy; label: string }[] = [
  { value: "merge", label: "Merge" },
  { value: "squash", label: "Squash" },
  { value: "rebase", label: "Rebase" },
];

const meanings: Record<Strategy, string> = {
  merge: "Keeps the commits and adds one that joins them.",
  squash: "Makes one commit of all.",
  rebase: "Puts the commits on top of the target.",
};

function MergeForm({ change, place }: PanelProps) {
  const merge = useMerge(place, () => {
    sayEcho({
      text: `Merged #${String(change.number)} into ${change.target}`,
      link: { label: "Runs", to: "/runs" },
    });
  });
  const close = useClose(place);
  const [strategy, setStrategy] = useState<Strategy>("merge");
  const [deleteSource, setDeleteSource] = useState(true);
  const { isMergeable, obstacles } = change.merge;

  return (
    <section className="panel aside-part" aria-labelledby="change-merge">
      <h2 id="change-merge">{isMergeable ? "Ready to merge" : "In the way of merging"}</h2>
      <ul className="aside-list obstacles">
        {isMergeable && (
          <li>
            <IconCheck size={16} stroke={2.2} aria-hidden />
            <span>Nothing is in the way.</span>
          </li>
        )}
        {obstacles.map((obstacle) => (
          <li key={`${obstacle.code} ${obstacle.message}`}>
            <IconAlertTriangle size={16} stroke={1.8} aria-hidden />
            <span>{obstacle.message}</span>
          </li>
        ))}
      </ul>
      <Segments label="How it is merged" segments={strategies} value={strategy} onChange={setStrategy} />
      <p className="soft">{meanings[strategy]}</p>
      <Checkbox
        size="xs"
        label={`Delete ${change.source} afterwards`}
        checked={deleteSource}
        onChange={(event) => {
          setDeleteSource(event.currentTarget.checked);
        }}
      />
      {merge.isError && <ErrorPanel error={merge.error} />}
      {close.isError && <ErrorPanel error={close.error} />}
      <div className="form-actions">
        <Button
          size="sm"
          disabled={!isMergeable}
          loading={merge.isPending}
          onClick={() => {
            merge.mutate({ strategy, deleteSource, head: change.head });
          }}
        >
          Merge into {change.target}
        </Button>
        {change.may.edit && (
          <Button
            size="sm"
            variant="default"
            loading={close.isPending}
            onClick={() => {
              close.mutate(true);
            }}
          >
            Close
          </Button>
        )}
      </div>
    </section>
  );
}

function Ended({ change, place }: PanelProps) {
  const reopen = useClose(place);
  return (
    <section className="panel aside-part" aria-label="How it ended">
      <h2>{change.state === "merged" ? "Merged" : "Closed"}</h2>
      <p className="soft">
        By {shortRef(change.endedBy ?? "")} {change.endedAt !== null && <RelativeTime at={change.endedAt} />}
        {change.mergeCommit !== null && (
          <>
            {" "}
            as <code className="mono">{change.mergeCommit.slice(0, 8)}</code> ({change.strategy})
          </>
        )}
      </p>
      {reopen.isError && <ErrorPanel error={reopen.error} />}
      {change.state === "closed" && change.may.edit && (
        <Button
          size="xs"
          variant="default"
          loading={reopen.isPending}
          onClick={() => {
            reopen.mutate(false);
          }}
        >
          Open again
        </Button>
      )}
    </section>
  );
}
