import { Link } from "@tanstack/react-router";
import { useCallback } from "react";
import { ChangeMark } from "./ChangeMark";
import { useChanges, type Change, type ChangeFilter } from "./changes.queries";
import { shortRef } from "@/shared/lib/refs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { IconCheck, IconMessage, IconX } from "@/shared/ui/icons";
import { Owner } from "@/shared/ui/Owner";
import { KeyHint } from "@/shared/ui/Segments";
import { Skeleton } from "@/shared/ui/Skeleton";
import { RelativeTime } from "@/shared/ui/Time";
import { VirtualTable, type Column } from "@/shared/ui/VirtualTable";
import "./changes.css";

function reviewOf(change: Change) {
  if (change.hasObjections)
    return (
      <span className="review-word" data-tone="danger">
        <IconX size={14} stroke={2.4} aria-hidden /> changes requested
      </span>
    );
  if (change.approvals > 0)
    return (
      <span className="review-word" data-tone="success">
        <IconCheck size={14} stroke={2.4} aria-hidden /> {change.approvals}{" "}
        {change.approvals === 1 ? "approval" : "approvals"}
      </span>
    );
  return <span className="faint">{change.state === "open" ? "no review yet" : "–"}</span>;
}

const columns: Column<Change>[] = [
  {
    key: "title",
    header: "Change",
    track: "minmax(240px, 1.8fr)",
    render: (change) => (
      <Link
        className="row-link"
        to="/repositories/$name/changes/$number"
        params={{ name: change.repository, number: String(change.number) }}
      >
        <ChangeMark state={change.state} />{" "}
        <span className="row-text">
          <span className="row-title">{change.title}</span>
          <span className="row-note">
            {change.repository} #{change.number} · {change.source} into {change.target} · {shortRef(change.author)}
          </span>
        </span>
      </Link>
    ),
  },
  { key: "review", header: "Review", track: "156px", render: reviewOf },
  {
    key: "comments",
    header: "Comments",
    track: "92px",
    isMinor: true,
    render: (change) =>
      change.comments === 0 ? (
        <span className="faint">–</span>
      ) : (
        <span className="soft tabular">
          <IconMessage size={14} stroke={1.7} aria-hidden /> {change.comments}
        </span>
      ),
  },
  {
    key: "owner",
    header: "Owner",
    track: "minmax(110px, 0.6fr)",
    isMinor: true,
    render: (change) => <Owner owner={change.owner} />,
  },
  {
    key: "updated",
    header: "Updated",
    track: "96px",
    isEnd: true,
    render: (change) => (
      <span className="soft">
        <RelativeTime at={change.updatedAt} />
      </span>
    ),
  },
];

interface ChangeListProps {
  filter: ChangeFilter;
}

export function ChangeList({ filter }: ChangeListProps) {
  const changes = useChanges(filter);
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = changes;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [fetchNextPage, hasNextPage, isFetchingNextPage]);

  if (changes.isPending) return <Skeleton label="Loading changes" />;
  if (changes.isError) return <ErrorPanel error={changes.error} onRetry={() => void changes.refetch()} />;

  const rows = changes.data.pages.flatMap((page) => page.items);
  const total = changes.data.pages[0]?.total ?? rows.length;
  if (rows.length === 0 && filter.awaiting !== undefined)
    return (
      <EmptyState title="No change waits for you.">
        Changes that you or your groups are asked to review appear here, and your own when changes are requested.
      </EmptyState>
    );
  if (rows.length === 0)
    return filter.review !== undefined ? (
      <EmptyState title="Nothing waits for your review.">
        Changes of others that you may review appear here until you approve them or ask for changes.
      </EmptyState>
    ) : (
      <EmptyState
        title="No changes here."
        action={
          <code className="feedback-hint mono">
            towpath change create {filter.repository ?? "shop"} my-branch --title &apos;What it does&apos;
          </code>
        }
      >
        A pushed branch becomes a change, which is reviewed, checked and merged. Push a branch, then:
      </EmptyState>
    );
  return (
    <>
      <VirtualTable
        label="Changes"
        columns={columns}
        rows={rows}
        rowKey={(change) => change.id}
        total={total}
        onEnd={onEnd}
      />
      <footer className="table-foot">
        <span className="tabular" role="status">
          {total.toLocaleString("en")} {total === 1 ? "change" : "changes"}
        </span>
        <KeyHint keys={["J", "K"]}>move</KeyHint>
        <KeyHint keys={["Enter"]}>open</KeyHint>
      </footer>
    </>
  );
}
