import { useQueryClient, type QueryKey } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { components } from "@/shared/api/schema";
import { openStream, type StreamStatus } from "@/shared/api/stream";
import { gatherBursts } from "./bursts";
import { liveKeys } from "./live.keys";

type EventMessage = components["schemas"]["EventMessage"];

/** Which queries an event makes stale, by the module that is the first word of its type. */
const staleBy: Record<string, QueryKey> = {
  catalog: liveKeys.catalog,
  change: liveKeys.changes,
  delivery: liveKeys.status,
  observe: liveKeys.status,
  docs: liveKeys.docs,
  federation: liveKeys.federation,
  feedback: liveKeys.voice,
  forge: liveKeys.code,
  secrets: liveKeys.secrets,
  run: liveKeys.runLists,
  runs: liveKeys.runLists,
  platform: liveKeys.platform,
  scorecards: liveKeys.scorecards,
  standards: liveKeys.standards,
};

/** And more of them: a push changes a repository, a run may be the check of a change. */
const alsoStaleBy: Record<string, QueryKey> = { forge: liveKeys.changes, run: liveKeys.changeDetails };
/** Of these an event says that something ended, which is what outcomes are made of. */
const outcomes = /^(delivery\.deployment|observe\.incident|change\.merged|insights)\b/;

/** And of these somebody is told by the bell. */
const notices = /^(standards\.waiver|scorecards\.campaign)\b/;

/** Keeps what is on screen current: one stream of business events for the whole portal, no polling. */
export function useLiveEvents(): StreamStatus {
  const client = useQueryClient();
  const [status, setStatus] = useState<StreamStatus>("connecting");

  useEffect(() => {
    const readAgain = (stale: QueryKey[]) => {
      stale.forEach((queryKey) => void client.invalidateQueries({ queryKey }));
    };
    const bursts = gatherBursts(readAgain);
    // The server counts outcomes, and fills the bell, from the same events, a moment after it has told them.
    const laterBursts = gatherBursts(readAgain, 400);
    const close = openStream<EventMessage>({
      path: "/api/v1/events/stream",
      type: "event",
      onMessage: (event) => {
        const module = event.type.split(".")[0] ?? "";
        [staleBy[module], alsoStaleBy[module]].filter((key) => key !== undefined).forEach(bursts.add);
        if (outcomes.test(event.type)) laterBursts.add(liveKeys.insights);
        if (notices.test(event.type)) laterBursts.add(liveKeys.notifications);
        if (event.subject.startsWith("capability:")) bursts.add(liveKeys.platform);
        if (event.subject.startsWith("scorecard:")) bursts.add(liveKeys.scorecards);
        if (event.subject.startsWith("policy:")) bursts.add(liveKeys.standards);
      },
      onGap: () => void client.invalidateQueries(),
      onStatus: (next) => {
        setStatus(next);
        if (next !== "live") return;
        // What could not be read while the server was away is read now that it is back.
        void client.invalidateQueries({ predicate: ({ state }) => state.status === "error" });
      },
    });
    return () => {
      bursts.close();
      laterBursts.close();
      close();
    };
  }, [client]);

  return status;
}
