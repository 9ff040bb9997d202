import { Button } from "@mantine/core";
import { useState } from "react";
import { ExchangeItem, ExchangeLog } from "./ExchangeLog";
import { useReceived, useReceivedDetail, useReplay, type Received, type ReceivedState } from "./federation.queries";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { FormError } from "@/shared/ui/Setting";
import { Skeleton } from "@/shared/ui/Skeleton";
import { RelativeTime } from "@/shared/ui/Time";

type View = ReceivedState | "all";

const views: { value: View; label: string }[] = [
  { value: "all", label: "All" },
  { value: "mapped", label: "Mapped" },
  { value: "ignored", label: "Ignored" },
  { value: "refused", label: "Refused" },
];

interface ReceivedLogProps {
  source: string;
  mayReplay: boolean;
}

/** What came from a source, newest first, with what was made of each. */
export function ReceivedLog({ source, mayReplay }: ReceivedLogProps) {
  const [view, setView] = useState<View>("all");
  const log = useReceived(source, view === "all" ? undefined : view);
  return (
    <ExchangeLog
      label={`What came from ${source}`}
      views={{ label: "Which requests", segments: views, value: view, onChange: setView }}
      log={log}
      loading="Loading what came"
      empty="Nothing of that kind in 30 days."
    >
      {(received) => <ReceivedRow key={received.id} source={source} received={received} mayReplay={mayReplay} />}
    </ExchangeLog>
  );
}

interface ReceivedRowProps {
  source: string;
  received: Received;
  mayReplay: boolean;
}

function ReceivedRow({ source, received, mayReplay }: ReceivedRowProps) {
  const [isOpen, setIsOpen] = useState(false);
  const replay = useReplay(source);
  const what = received.kind ?? "request";
  return (
    <ExchangeItem
      state={received.state}
      what={what}
      when={
        <>
          <RelativeTime at={received.receivedAt} />
          {received.replayedAt !== null && (
            <>
              , read again <RelativeTime at={received.replayedAt} />
            </>
          )}
        </>
      }
      actions={
        <>
          <Button
            size="compact-xs"
            variant="default"
            aria-expanded={isOpen}
            aria-label={`Body of ${what} ${received.id}`}
            onClick={() => {
              setIsOpen(!isOpen);
            }}
          >
            Body
          </Button>
          {mayReplay && (
            <Button
              size="compact-xs"
              variant="default"
              aria-label={`Read again: ${what} ${received.id}`}
              aria-busy={replay.isPending}
              onClick={() => {
                replay.mutate([received.id]);
              }}
            >
              Read again
            </Button>
          )}
        </>
      }
    >
      <ul>
        {received.outcomes.map((outcome, index) => (
          // Outcomes have no identity but their place in the request.
          <li key={index} dir="auto">
            {outcome.fact !== undefined && <code className="mono">{outcome.fact}</code>}{" "}
            {outcome.component !== undefined && (
              <>
                {outcome.component}
                {outcome.environment !== undefined && outcome.environment !== "" && ` in ${outcome.environment}`}{" "}
              </>
            )}
            {outcome.reason}
          </li>
        ))}
      </ul>
      <FormError error={replay.error} />
      {isOpen && <ReceivedBody source={source} id={received.id} />}
    </ExchangeItem>
  );
}

interface ReceivedBodyProps {
  source: string;
  id: string;
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

function ReceivedBody({ source, id }: ReceivedBodyProps) {
  const detail = useReceivedDetail(source, id);
  if (detail.isPending) return <Skeleton label="Loading the body" lines={3} />;
  if (detail.isError) return <ErrorPanel error={detail.error} onRetry={() => void detail.refetch()} />;
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling box must be reachable by keyboard
    <pre className="received-body mono" tabIndex={0} aria-label="Body" role="region">
      {pretty(detail.data.body)}
    </pre>
  );
}
