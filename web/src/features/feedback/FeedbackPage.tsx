import { Button } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { FeedbackCard } from "./FeedbackCard";
import {
  kindLabels,
  statusLabels,
  useFeedback,
  useFeedbackItem,
  type Feedback,
  type FeedbackFilter,
} from "./feedback.queries";
import { CopyAs } from "@/shared/ui/CopyAs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { FilterField } from "@/shared/ui/FilterField";
import { FilterMenu } from "@/shared/ui/FilterMenu";
import { Page } from "@/shared/ui/Page";
import { Segments } from "@/shared/ui/Segments";
import { Skeleton } from "@/shared/ui/Skeleton";
import "./feedback.css";

const AnswerDialog = lazy(() =>
  import("./AnswerDialog").then(({ AnswerDialog: component }) => ({ default: component })),
);
const RoadmapDialog = lazy(() =>
  import("./RoadmapDialog").then(({ RoadmapDialog: component }) => ({ default: component })),
);

interface FeedbackPageProps {
  filter: FeedbackFilter;
  onFilter: (filter: FeedbackFilter) => void;
  onGive: () => void;
  permissions: readonly string[];
}

type View = "newest" | "votes" | "mine";

const views: { value: View; label: string }[] = [
  { value: "newest", label: "Newest" },
  { value: "votes", label: "Most wanted" },
  { value: "mine", label: "Mine" },
];

const kinds = (["friction", "idea", "problem", "question", "praise"] as const).map((value) => ({
  value,
  label: kindLabels[value],
}));
const statuses = (["new", "planned", "shipped", "declined", "answered"] as const).map((value) => ({
  value,
  label: statusLabels[value],
}));

function flagsOf({ kind, status, sort, mine }: FeedbackFilter): string {
  const flags = [
    kind !== undefined && ` --kind ${kind}`,
    status !== undefined && ` --status ${status}`,
    sort !== undefined && " --sort votes",
    mine !== undefined && " --mine",
  ];
  return flags.filter((flag) => flag !== false).join("");
}

/** What everybody says about the platform, and what becomes of it. */
export function FeedbackPage({ filter, onFilter, onGive, permissions }: FeedbackPageProps) {
  const [answering, setAnswering] = useState<Feedback>();
  const [planning, setPlanning] = useState<Feedback>();
  const led = useFeedbackItem(filter.item);
  const list = useFeedback(filter);
  const query = new URLSearchParams({ ...filter, mine: filter.mine === true ? "true" : "false" }).toString();
  const view: View = filter.mine === true ? "mine" : (filter.sort ?? "newest");

  function set(change: { [Key in keyof FeedbackFilter]: FeedbackFilter[Key] | undefined }) {
    const { item: _, ...rest } = { ...filter, ...change };
    onFilter(Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)));
  }

  function actionsFor(item: Feedback) {
    return (
      <>
        {permissions.includes("feedback.triage") && (
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => {
              setAnswering(item);
            }}
          >
            Answer
          </Button>
        )}
        {permissions.includes("roadmap.update") && item.roadmap === null && (
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => {
              setPlanning(item);
            }}
          >
            Put on the roadmap
          </Button>
        )}
      </>
    );
  }
  const mayAct = permissions.includes("feedback.triage") || permissions.includes("roadmap.update");
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];

  return (
    <Page
      title="Feedback"
      lead="What everybody says about the platform, and what becomes of it. Whose votes they are is not told."
      actions={
        <>
          <CopyAs cli={`towpath feedback list${flagsOf(filter)}`} api={`/api/v1/feedback?${query}`} />
          <Button size="xs" onClick={onGive}>
            Give feedback
          </Button>
        </>
      }
    >
      <section className="panel voice" aria-label="Feedback">
        <div className="table-tools">
          <Segments
            label="Which feedback"
            segments={views}
            value={view}
            onChange={(next) => {
              set({ sort: next === "votes" ? "votes" : undefined, mine: next === "mine" ? true : undefined });
            }}
          />
          <FilterMenu
            label="Kind"
            value={filter.kind}
            options={kinds}
            onChange={(value) => {
              set({ kind: kinds.find((each) => each.value === value)?.value });
            }}
          />
          <FilterMenu
            label="Status"
            value={filter.status}
            options={statuses}
            onChange={(value) => {
              set({ status: statuses.find((each) => each.value === value)?.value });
            }}
          />
          <FilterField
            label="Words"
            value={filter.q}
            placeholder="Part of the text"
            onChange={(q) => {
              set({ q });
            }}
          />
          {filter.roadmap !== undefined && (
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => {
                set({ roadmap: undefined });
              }}
            >
              What led to one item of the roadmap ×
            </Button>
          )}
        </div>
        <div className="voice-list">
          {led.isError && <ErrorPanel error={led.error} />}
          {led.data !== undefined && (
            <FeedbackCard item={led.data} isMarked {...(mayAct ? { actions: actionsFor(led.data) } : {})} />
          )}
          {list.isPending && <Skeleton label="Loading feedback" />}
          {list.isError && <ErrorPanel error={list.error} onRetry={() => void list.refetch()} />}
          {list.isSuccess && items.length === 0 && (
            <Nothing isFiltered={Object.keys(filter).length > 0} onGive={onGive} />
          )}
          {items
            .filter(({ id }) => id !== led.data?.id)
            .map((item) => (
              <FeedbackCard key={item.id} item={item} {...(mayAct ? { actions: actionsFor(item) } : {})} />
            ))}
          {list.hasNextPage && (
            <Button
              size="xs"
              variant="default"
              loading={list.isFetchingNextPage}
              onClick={() => void list.fetchNextPage()}
            >
              More
            </Button>
          )}
        </div>
      </section>
      <Suspense fallback={null}>
        {answering !== undefined && (
          <AnswerDialog
            item={answering}
            onClose={() => {
              setAnswering(undefined);
            }}
          />
        )}
        {planning !== undefined && (
          <RoadmapDialog
            feedback={planning}
            onClose={() => {
              setPlanning(undefined);
            }}
          />
        )}
      </Suspense>
    </Page>
  );
}

interface NothingProps {
  isFiltered: boolean;
  onGive: () => void;
}

function Nothing({ isFiltered, onGive }: NothingProps) {
  return (
    <EmptyState
      title={isFiltered ? "No feedback fits." : "Nobody has said anything yet."}
      action={
        <Button size="xs" onClick={onGive}>
          Give feedback
        </Button>
      }
    >
      {isFiltered
        ? "Remove a filter to see more."
        : "What gets in your way, what is missing, what is good: the platform team answers here. Or from a shell: "}
      {!isFiltered && <code className="mono">towpath friction &quot;...&quot;</code>}
    </EmptyState>
  );
}
