import { Button } from "@mantine/core";
import { useState } from "react";
import { useDeliveries, useRedeliver, type WebhookDelivery, type WebhookDeliveryState } from "./federation.queries";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Segments } from "@/shared/ui/Segments";
import { FormError } from "@/shared/ui/Setting";
import { Skeleton } from "@/shared/ui/Skeleton";
import { RelativeTime } from "@/shared/ui/Time";

type View = WebhookDeliveryState | "all";

const views: { value: View; label: string }[] = [
  { value: "all", label: "All" },
  { value: "waiting", label: "On its way" },
  { value: "delivered", label: "Delivered" },
  { value: "dead", label: "Given up" },
];

interface DeliveryLogProps {
  subscription: string;
  mayRetry: boolean;
}

/** What was sent to a subscription, newest first. */
export function DeliveryLog({ subscription, mayRetry }: DeliveryLogProps) {
  const [view, setView] = useState<View>("all");
  const log = useDeliveries(subscription, view === "all" ? undefined : view);
  const retry = useRedeliver(subscription);
  const items = log.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="received" aria-label={`What was sent to ${subscription}`}>
      <div className="received-tools">
        <Segments label="Which deliveries" segments={views} value={view} onChange={setView} />
        <Button size="compact-xs" variant="default" aria-busy={log.isFetching} onClick={() => void log.refetch()}>
          Look again
        </Button>
      </div>
      {log.isPending && <Skeleton label="Loading what was sent" lines={3} />}
      {log.isError && <ErrorPanel error={log.error} onRetry={() => void log.refetch()} />}
      {log.isSuccess && items.length === 0 && <p className="soft">Nothing of that kind in 14 days.</p>}
      <FormError error={retry.error} />
      <ol className="received-list">
        {items.map((delivery) => (
          <li key={delivery.id} data-state={delivery.state}>
            <div className="received-head">
              <span className="received-state">{delivery.state === "dead" ? "given up" : delivery.state}</span>
              <b className="clip">{delivery.what}</b>
              <small className="soft">
                <RelativeTime at={delivery.createdAt} />
              </small>
              {mayRetry && delivery.state !== "waiting" && (
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={`Send again: ${delivery.what} ${delivery.id}`}
                  onClick={() => {
                    retry.mutate(delivery.id);
                  }}
                >
                  Send again
                </Button>
              )}
            </div>
            <Attempts delivery={delivery} />
          </li>
        ))}
      </ol>
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

function Attempts({ delivery }: { delivery: WebhookDelivery }) {
  const { attempts, lastError, nextAt } = delivery;
  return (
    <p className="soft">
      {attempts === 1 ? "1 attempt" : `${String(attempts)} attempts`}
      {lastError !== null && `: ${lastError}`}
      {nextAt !== null && attempts > 0 && (
        <>
          {" "}
          Next <RelativeTime at={nextAt} />.
        </>
      )}
    </p>
  );
}
