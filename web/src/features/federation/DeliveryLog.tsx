import { Button } from "@mantine/core";
import { useState } from "react";
import { ExchangeItem, ExchangeLog } from "./ExchangeLog";
import { useDeliveries, useRedeliver, type WebhookDelivery, type WebhookDeliveryState } from "./federation.queries";
import { FormError } from "@/shared/ui/Setting";
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
  return (
    <ExchangeLog
      label={`What was sent to ${subscription}`}
      views={{ label: "Which deliveries", segments: views, value: view, onChange: setView }}
      tools={
        <>
          <Button size="compact-xs" variant="default" aria-busy={log.isFetching} onClick={() => void log.refetch()}>
            Look again
          </Button>
          <FormError error={retry.error} />
        </>
      }
      log={log}
      loading="Loading what was sent"
      empty="Nothing of that kind in 14 days."
    >
      {(delivery) => (
        <ExchangeItem
          key={delivery.id}
          state={delivery.state}
          stateLabel={delivery.state === "dead" ? "given up" : delivery.state}
          what={delivery.what}
          when={<RelativeTime at={delivery.createdAt} />}
          actions={
            mayRetry &&
            delivery.state !== "waiting" && (
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
            )
          }
        >
          <Attempts delivery={delivery} />
        </ExchangeItem>
      )}
    </ExchangeLog>
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
