import { Button } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { severityLabels, useAnnouncements, useWithdraw, type Announcement } from "./announcements.queries";
import { CopyAs } from "@/shared/ui/CopyAs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Page } from "@/shared/ui/Page";
import { Skeleton } from "@/shared/ui/Skeleton";
import { RelativeTime } from "@/shared/ui/Time";
import "./announce.css";
import "./feedback.css";

const AnnounceDialog = lazy(() =>
  import("./AnnounceDialog").then(({ AnnounceDialog: component }) => ({ default: component })),
);

interface AnnouncementsPageProps {
  permissions: readonly string[];
  /** References of all groups; undefined while they are not known. */
  groups: string[] | undefined;
  /** The one somebody was led to. */
  item?: string | undefined;
}

/** What is announced; for the platform team also what was and will be. */
export function AnnouncementsPage({ permissions, groups, item }: AnnouncementsPageProps) {
  const mayManage = permissions.includes("announcement.manage");
  const announcements = useAnnouncements(mayManage);
  const withdraw = useWithdraw();
  const [isOpen, setIsOpen] = useState(false);
  const items = announcements.data?.items ?? [];
  const announce = mayManage && (
    <Button
      size="xs"
      onClick={() => {
        setIsOpen(true);
      }}
    >
      Announce something
    </Button>
  );

  return (
    <Page
      title="Announcements"
      lead="What the platform team wants you to know for a while."
      actions={
        <>
          <CopyAs cli="towpath announcement list" api="/api/v1/announcements" />
          {announce}
        </>
      }
    >
      <section className="panel voice" aria-label="Announcements">
        <div className="voice-list">
          {announcements.isPending && <Skeleton label="Loading announcements" />}
          {announcements.isError && (
            <ErrorPanel error={announcements.error} onRetry={() => void announcements.refetch()} />
          )}
          {withdraw.isError && <ErrorPanel error={withdraw.error} />}
          {announcements.isSuccess && items.length === 0 && (
            <EmptyState title="Nothing is announced." action={announce}>
              What will be down, what moves, what is new for everybody stands here and on every page while it matters.
            </EmptyState>
          )}
          {items.map((each) => (
            <Row
              key={each.id}
              announcement={each}
              isMarked={each.id === item}
              onWithdraw={
                mayManage
                  ? () => {
                      withdraw.mutate(each.id);
                    }
                  : undefined
              }
            />
          ))}
        </div>
      </section>
      <Suspense fallback={null}>
        {isOpen && (
          <AnnounceDialog
            groups={groups}
            onClose={() => {
              setIsOpen(false);
            }}
          />
        )}
      </Suspense>
    </Page>
  );
}

interface RowProps {
  announcement: Announcement;
  isMarked: boolean;
  onWithdraw: (() => void) | undefined;
}

function Row({ announcement, isMarked, onWithdraw }: RowProps) {
  const { title, text, severity, audience, from, until, toldAt } = announcement;
  const [now] = useState(() => Date.now());
  const isOver = Date.parse(until) <= now;
  return (
    <article className="announcement" aria-label={title} data-marked={isMarked || undefined}>
      <div className="voice-body">
        <h3 dir="auto">{title}</h3>
        {text !== "" && (
          <p className="voice-text" dir="auto">
            {text}
          </p>
        )}
        <div className="voice-facts">
          <span className="voice-status">{severityLabels[severity]}</span>
          <span>
            {audience.length === 0
              ? "for everybody"
              : `for ${audience.map((group) => group.replace(/^group:default\//, "")).join(", ")}`}
          </span>
          {toldAt === null && !isOver && (
            <span>
              begins <RelativeTime at={from} />
            </span>
          )}
          <span>
            {isOver ? "over since " : "until "}
            <RelativeTime at={until} />
          </span>
        </div>
      </div>
      {onWithdraw !== undefined && !isOver && (
        <Button size="compact-xs" variant="default" onClick={onWithdraw}>
          Withdraw
        </Button>
      )}
    </article>
  );
}
