import { useQueryClient, type QueryKey } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { catalogKeys } from "@/features/catalog/catalog.queries";
import { changeKeys } from "@/features/forge/changes.queries";
import { codeKeys } from "@/features/forge/code.queries";
import { docKeys } from "@/features/docs/docs.queries";
import { voiceKeys } from "@/features/feedback/voice.queries";
import { secretKeys } from "@/features/secrets/secrets.queries";
import { statusKeys } from "@/features/delivery/status.queries";
import { insightKeys } from "@/features/insights/insights.queries";
import { platformKeys } from "@/features/platform/platform.queries";
import { runKeys } from "@/features/runs/runs.queries";
import { scorecardKeys } from "@/features/scorecards/scorecards.keys";
import { standardsKeys } from "@/features/standards/standards.queries";
import type { components } from "@/shared/api/schema";
import { openStream, type StreamStatus } from "@/shared/api/stream";
import { gatherBursts } from "./bursts";

type EventMessage = components["schemas"]["EventMessage"];

/** Which queries an event makes stale, by the module that is the first word of its type. */
const staleBy: Record<string, QueryKey> = {
  catalog: catalogKeys.all,
  change: changeKeys.all,
  delivery: statusKeys.all,
  observe: statusKeys.all,
  docs: docKeys.all,
  // federationKeys.all, written out: the first load needs nothing else of that feature.
  federation: ["federation"],
  feedback: voiceKeys.all,
  forge: codeKeys.all,
  secrets: secretKeys.all,
  run: runKeys.lists(),
  runs: runKeys.lists(),
  platform: platformKeys.all,
  scorecards: scorecardKeys.all,
  standards: standardsKeys.all,
};

/** And more of them: a push changes a repository, a run may be the check of a change. */
const alsoStaleBy: Record<string, QueryKey> = { forge: changeKeys.all, run: changeKeys.details() };
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
        if (outcomes.test(event.type)) laterBursts.add(insightKeys.all);
        if (notices.test(event.type)) laterBursts.add(voiceKeys.notifications());
        if (event.subject.startsWith("capability:")) bursts.add(platformKeys.all);
        if (event.subject.startsWith("scorecard:")) bursts.add(scorecardKeys.all);
        if (event.subject.startsWith("policy:")) bursts.add(standardsKeys.all);
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
