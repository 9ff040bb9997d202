import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useMetricRows, type OutcomeRow, type Scope } from "./insights.queries";
import { numberText } from "./metrics";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Skeleton } from "@/shared/ui/Skeleton";
import { RelativeTime } from "@/shared/ui/Time";

interface MetricRowsProps {
  name: string;
  unit: string;
  scope: Scope;
}

/** What the number was made of, newest first. */
export function MetricRows({ name, unit, scope }: MetricRowsProps) {
  const rows = useMetricRows(name, scope);
  const items = (rows.data?.pages ?? []).flatMap((page) => page.items);
  return (
    <section className="panel outcome-rows" aria-label="What it is made of">
      <header>
        <h2>What it is made of</h2>
      </header>
      {rows.isPending && <Skeleton label="Loading rows" lines={4} />}
      {rows.isError && <ErrorPanel error={rows.error} onRetry={() => void rows.refetch()} />}
      {rows.data !== undefined && items.length === 0 && (
        <EmptyState title="Nothing counts here yet.">
          What happens in this time and counts stands here, row by row.
        </EmptyState>
      )}
      {items.length > 0 && (
        <div className="outcome-scroll">
          <table className="outcome-table" aria-label="Rows">
            <thead>
              <tr>
                <th scope="col">About</th>
                <th scope="col">What</th>
                <th scope="col">Value</th>
                <th scope="col">Ended</th>
              </tr>
            </thead>
            <tbody>
              {items.map((row) => (
                <Row key={row.id} row={row} unit={unit} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {rows.hasNextPage && (
        <div className="outcome-more">
          <Button
            size="xs"
            variant="default"
            loading={rows.isFetchingNextPage}
            onClick={() => void rows.fetchNextPage()}
          >
            Show older ones
          </Button>
        </div>
      )}
    </section>
  );
}

interface RowProps {
  row: OutcomeRow;
  unit: string;
}

/** Values of rows that a share or a count is made of say nothing by themselves. */
const silent = ["share", "count", "per day"];

function Row({ row, unit }: RowProps) {
  return (
    <tr>
      <th scope="row">
        {row.component === null ? (
          <bdi>{row.id}</bdi>
        ) : (
          <Link
            to="/catalog/$kind/$namespace/$name"
            params={{ kind: "component", namespace: "default", name: row.component }}
          >
            <bdi>{row.component}</bdi>
          </Link>
        )}
      </th>
      <td>
        <bdi>{row.label ?? "–"}</bdi>
      </td>
      <td className="tabular">
        {row.value === null || silent.includes(unit) ? (row.flagged ? "counts" : "–") : numberText(row.value, unit)}
      </td>
      <td>{row.endedAt === null ? "–" : <RelativeTime at={row.endedAt} />}</td>
    </tr>
  );
}
