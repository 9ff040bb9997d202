import { Button } from "@mantine/core";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { useMarkRead, useNotifications } from "./notifications.queries";
import { RoadmapCard } from "./RoadmapCard";
import { stageLabels, useHeartbeat, useRoadmap, type RoadmapItem, type RoadmapView } from "./roadmap.queries";
import { CopyAs } from "@/shared/ui/CopyAs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Page } from "@/shared/ui/Page";
import { Segments } from "@/shared/ui/Segments";
import { Skeleton } from "@/shared/ui/Skeleton";
import "./feedback.css";

const RoadmapDialog = lazy(() =>
  import("./RoadmapDialog").then(({ RoadmapDialog: component }) => ({ default: component })),
);
const MoveDialog = lazy(() => import("./MoveDialog").then(({ MoveDialog: component }) => ({ default: component })));

interface RoadmapPageProps {
  view: RoadmapView;
  onView: (view: RoadmapView) => void;
  permissions: readonly string[];
}

const columns = ["now", "next", "later"] as const;

/** What the platform team means to do and why, and what it has done. */
export function RoadmapPage({ view, onView, permissions }: RoadmapPageProps) {
  const roadmap = useRoadmap();
  const [isAdding, setIsAdding] = useState(false);
  const [moving, setMoving] = useState<RoadmapItem>();
  const mayChange = permissions.includes("roadmap.update");
  const items = roadmap.data?.items ?? [];
  const wanted = items.find(({ id }) => id === view.item);
  // Who is led to one thing sees the part of the page it is on.
  const part = view.view ?? (wanted?.stage === "shipped" ? "new" : wanted?.stage === "dropped" ? "dropped" : "roadmap");
  const shipped = items
    .filter(({ stage }) => stage === "shipped")
    .sort((a, b) => (b.shippedAt ?? "").localeCompare(a.shippedAt ?? ""));
  const dropped = items.filter(({ stage }) => stage === "dropped");

  function cardOf(item: RoadmapItem, isSeen = true) {
    return (
      <RoadmapCard
        key={item.id}
        item={item}
        isMarked={item.id === view.item}
        isNew={!isSeen}
        {...(mayChange
          ? {
              onMove: () => {
                setMoving(item);
              },
            }
          : {})}
      />
    );
  }

  return (
    <Page
      title="Roadmap"
      lead={<Heartbeat />}
      actions={
        <>
          <CopyAs cli="towpath roadmap list" api="/api/v1/roadmap" />
          {mayChange && (
            <Button
              size="xs"
              onClick={() => {
                setIsAdding(true);
              }}
            >
              Add
            </Button>
          )}
        </>
      }
    >
      <div className="roadmap-tools">
        <Segments
          label="Part of the roadmap"
          segments={[
            { value: "roadmap", label: "Roadmap" },
            { value: "new", label: "What’s new", count: roadmap.isSuccess ? shipped.length : undefined },
            { value: "dropped", label: "Will not be done", count: roadmap.isSuccess ? dropped.length : undefined },
          ]}
          value={part}
          onChange={(next) => {
            onView(next === "new" || next === "dropped" ? { view: next } : {});
          }}
        />
      </div>
      {roadmap.isPending && <Skeleton label="Loading the roadmap" />}
      {roadmap.isError && <ErrorPanel error={roadmap.error} onRetry={() => void roadmap.refetch()} />}
      {roadmap.isSuccess && part === "roadmap" && (
        <div className="roadmap-board">
          {columns.map((stage) => (
            <section key={stage} className="roadmap-column" aria-label={stageLabels[stage]}>
              <h2>{stageLabels[stage]}</h2>
              {items
                .filter((item) => item.stage === stage)
                .sort((a, b) => b.votes - a.votes)
                .map((item) => cardOf(item))}
              {!items.some((item) => item.stage === stage) && <p className="faint">Nothing is planned here.</p>}
            </section>
          ))}
        </div>
      )}
      {roadmap.isSuccess && part === "new" && <WhatsNew items={shipped} cardOf={cardOf} />}
      {roadmap.isSuccess && part === "dropped" && (
        <div className="roadmap-news">
          {dropped.map((item) => cardOf(item))}
          {dropped.length === 0 && (
            <EmptyState title="Nothing was turned down.">
              What the platform team will not do is listed here, with the reason.
            </EmptyState>
          )}
        </div>
      )}
      <Suspense fallback={null}>
        {isAdding && (
          <RoadmapDialog
            onClose={() => {
              setIsAdding(false);
            }}
          />
        )}
        {moving !== undefined && (
          <MoveDialog
            item={moving}
            onClose={() => {
              setMoving(undefined);
            }}
          />
        )}
      </Suspense>
    </Page>
  );
}

interface WhatsNewProps {
  items: RoadmapItem[];
  cardOf: (item: RoadmapItem, isSeen: boolean) => React.ReactNode;
}

/** The release notes. What one has not seen yet is marked; being here is seeing it. */
function WhatsNew({ items, cardOf }: WhatsNewProps) {
  const news = useNotifications().data?.news;
  const { mutate } = useMarkRead();
  const isMarked = useRef(false);
  // The marks stay while the page does.
  const [unseen, setUnseen] = useState<number>();
  if (unseen === undefined && news !== undefined) setUnseen(news);
  useEffect(() => {
    if (news === undefined || news === 0 || isMarked.current) return;
    isMarked.current = true;
    mutate({ news: true });
  }, [news, mutate]);

  if (items.length === 0)
    return (
      <EmptyState title="Nothing has shipped yet.">
        What the platform team finishes is listed here, with what is new about it.
      </EmptyState>
    );
  return <div className="roadmap-news">{items.map((item, index) => cardOf(item, index >= (unseen ?? 0)))}</div>;
}

/** How alive the platform is, in words. */
function Heartbeat() {
  const { data } = useHeartbeat();
  if (data === undefined) return <>What the platform team means to do, and why.</>;
  const { daysSinceImprovement: days, answeredInTime: answered } = data;
  const improved =
    days === null
      ? "Nothing has shipped yet"
      : days === 0
        ? "Something improved today"
        : `Last improved ${String(days)} ${days === 1 ? "day" : "days"} ago`;
  return (
    <span title={answered.reason ?? `Of ${String(answered.n)} in the last 90 days`}>
      {improved}.{" "}
      {answered.value === null
        ? "No feedback is due for an answer."
        : `${String(Math.round(answered.value * 100))} % of feedback was answered within five working days (n = ${String(answered.n)}).`}
    </span>
  );
}
