import type { QueryKey } from "@tanstack/react-query";

/**
 * Keys that queries of the features begin with, written out: the first load needs nothing else of most features. A test
 * compares each with the feature's own.
 */
export const liveKeys = {
  catalog: ["catalog"],
  changes: ["changes"],
  changeDetails: ["changes", "detail"],
  code: ["forge", "code"],
  docs: ["docs"],
  federation: ["federation"],
  insights: ["insights"],
  notifications: ["feedback", "notifications"],
  platform: ["platform"],
  runLists: ["runs", "list"],
  scorecards: ["scorecards"],
  secrets: ["secrets"],
  standards: ["standards"],
  status: ["delivery", "status"],
  voice: ["feedback"],
} satisfies Record<string, QueryKey>;
