import { Button } from "@mantine/core";
import { useState } from "react";
import { useReceived, useReceivedDetail, useReplay, type Received, type ReceivedState } from "./federation.queries";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Segments } from "@/shared/ui/Segments";
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
  const items = log.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="received" aria-label={`What came from ${source}`}>
      <Segments label="Which requests" segments={views} value={view} onChange={setView} />
      {log.isPending && <Skeleton label="Loading what came" lines={3} />}
      {log.isError && <ErrorPanel error={log.error} onRetry={() => void log.refetch()} />}
      {log.isSuccess && items.length === 0 && <p className="soft">Nothing of that kind in 30 days.</p>}
      <ol className="received-list">
        {items.map((received) => (
          <ReceivedRow key={received.id} source={source} received={received} mayReplay={mayReplay} />
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
    <li data-state={received.state}>
      <div className="received-head">
        <span className="received-state">{received.state}</span>
        <b className="clip">{what}</b>
        <small className="soft">
          <RelativeTime at={received.receivedAt} />
          {received.replayedAt !== null && (
            <>
              , read again <RelativeTime at={received.replayedAt} />
            </>
          )}
        </small>
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
      </div>
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
    </li>
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
