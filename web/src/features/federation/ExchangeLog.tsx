import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Segments } from "@/shared/ui/Segments";
import { Skeleton } from "@/shared/ui/Skeleton";
import "./federation.css";

interface ExchangeLogProps<View extends string, Item> {
  /** Whose it is: "What came from github-shop". */
  label: string;
  views: { label: string; segments: { value: View; label: string }[]; value: View; onChange: (view: View) => void };
  /** Beside the views. */
  tools?: ReactNode;
  /** Pages of what was exchanged, newest first, as an infinite query has them. */
  log: {
    isPending: boolean;
    error: Error | null;
    data: { pages: { items: Item[] }[] } | undefined;
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    fetchNextPage: () => unknown;
    refetch: () => unknown;
  };
  loading: string;
  empty: string;
  /** One of them, an ExchangeItem. */
  children: (item: Item) => ReactNode;
}

/** What was exchanged with another system: by state, a page at a time. */
export function ExchangeLog<View extends string, Item>({
  label,
  views,
  tools,
  log,
  loading,
  empty,
  children,
}: ExchangeLogProps<View, Item>) {
  const items = log.data?.pages.flatMap((page) => page.items);
  return (
    <section className="received" aria-label={label}>
      <div className="received-tools">
        <Segments {...views} />
        {tools}
      </div>
      {log.isPending && <Skeleton label={loading} lines={3} />}
      {log.error !== null && <ErrorPanel error={log.error} onRetry={() => void log.refetch()} />}
      {items?.length === 0 && <p className="soft">{empty}</p>}
      <ol className="received-list">{items?.map(children)}</ol>
      {log.hasNextPage && (
        <Button
          size="compact-xs"
          variant="default"
          loading={log.isFetchingNextPage}
          onClick={() => void log.fetchNextPage()}
        >
          Older
        </Button>
      )}
    </section>
  );
}

interface ExchangeItemProps {
  /** As the API has it, and in words where they differ. */
  state: string;
  stateLabel?: string;
  what: string;
  when: ReactNode;
  actions: ReactNode;
  children: ReactNode;
}

/** One thing that came or was sent: what became of it, and below that why. */
export function ExchangeItem({ state, stateLabel = state, what, when, actions, children }: ExchangeItemProps) {
  return (
    <li data-state={state}>
      <div className="received-head">
        <span className="received-state">{stateLabel}</span>
        <b className="clip">{what}</b>
        <small className="soft">{when}</small>
        {actions}
      </div>
      {children}
    </li>
  );
}
