import type { ReactNode } from "react";
import { ErrorPanel } from "./ErrorPanel";
import { Skeleton } from "./Skeleton";
import "./setting.css";

interface SettingListProps<Item> {
  /** What is read, as a query has it. */
  query: {
    isPending: boolean;
    error: Error | null;
    data: { items: readonly Item[] } | undefined;
    refetch: () => unknown;
  };
  /** "Loading tokens". */
  loading: string;
  lines?: number;
  /** What to do when there is nothing. */
  empty?: ReactNode;
  /** The rows. */
  children: (items: readonly Item[]) => ReactNode;
}

/** The list of a settings page, while it is read, when that failed, when it is empty, and with its rows. */
export function SettingList<Item>({ query, loading, lines = 3, empty, children }: SettingListProps<Item>) {
  const { isPending, error, data, refetch } = query;
  return (
    <>
      {isPending && <Skeleton label={loading} lines={lines} />}
      {error !== null && <ErrorPanel error={error} onRetry={() => void refetch()} />}
      {data?.items.length === 0 && empty}
      <ul className="setting-list">{data !== undefined && children(data.items)}</ul>
    </>
  );
}
