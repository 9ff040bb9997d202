import { expect, test } from "vitest";
import { liveKeys } from "./live.keys";
import { catalogKeys } from "@/features/catalog/catalog.queries";
import { statusKeys } from "@/features/delivery/status.queries";
import { docKeys } from "@/features/docs/docs.queries";
import { federationKeys } from "@/features/federation/federation.queries";
import { voiceKeys } from "@/features/feedback/voice.queries";
import { changeKeys } from "@/features/forge/changes.queries";
import { codeKeys } from "@/features/forge/code.queries";
import { insightKeys } from "@/features/insights/insights.queries";
import { platformKeys } from "@/features/platform/platform.queries";
import { runKeys } from "@/features/runs/runs.queries";
import { scorecardKeys } from "@/features/scorecards/scorecards.keys";
import { secretKeys } from "@/features/secrets/secrets.queries";
import { standardsKeys } from "@/features/standards/standards.queries";

test("what events make stale are the keys the features use", () => {
  expect(liveKeys).toEqual({
    catalog: catalogKeys.all,
    changes: changeKeys.all,
    changeDetails: changeKeys.details(),
    code: codeKeys.all,
    docs: docKeys.all,
    federation: federationKeys.all,
    insights: insightKeys.all,
    notifications: voiceKeys.notifications(),
    platform: platformKeys.all,
    runLists: runKeys.lists(),
    scorecards: scorecardKeys.all,
    secrets: secretKeys.all,
    standards: standardsKeys.all,
    status: statusKeys.all,
    voice: voiceKeys.all,
  });
});
