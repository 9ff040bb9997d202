import { infiniteQueryOptions, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { statusKeys } from "./status.queries";
import { api, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

export type ComponentActivity = components["schemas"]["ComponentActivity"];
export type TimelineItem = components["schemas"]["TimelinePage"]["items"][number];

const mostAtOnce = 100;
const gathering = 15;

interface Waiting {
  name: string;
  onAnswer: (activity: ComponentActivity | null) => void;
  onError: (error: unknown) => void;
}
let waiting: Waiting[] = [];

/** One request for everything that was asked for within a moment: the rows that came into sight. */
async function ask() {
  const batch = waiting.slice(0, mostAtOnce);
  waiting = waiting.slice(mostAtOnce);
  if (waiting.length > 0) void ask();
  try {
    const names = [...new Set(batch.map((each) => each.name))];
    const { items } = await unwrapBody(
      api.GET("/api/v1/component-activity", { params: { query: { components: names.join(",") } } }),
    );
    const found = new Map(items.map((item) => [item.component, item]));
    for (const each of batch) each.onAnswer(found.get(each.name) ?? null);
  } catch (error) {
    for (const each of batch) each.onError(error);
  }
}

function readActivity(name: string): Promise<ComponentActivity | null> {
  return new Promise((onAnswer, onError) => {
    if (waiting.length === 0) setTimeout(() => void ask(), gathering);
    waiting.push({ name, onAnswer, onError });
  });
}

/** What runs of a component in a row of a list; null when delivery does not know it. */
export function useComponentActivity(name: string) {
  return useQuery({
    queryKey: [...statusKeys.all, "activity", name],
    queryFn: () => readActivity(name),
    staleTime: 30_000,
  });
}

export function useTimeline(component: string) {
  return useInfiniteQuery(
    infiniteQueryOptions({
      queryKey: [...statusKeys.of(component), "timeline"],
      initialPageParam: "",
      queryFn: ({ pageParam, signal }) =>
        unwrapBody(
          api.GET("/api/v1/components/{name}/timeline", {
            params: {
              path: { name: component },
              query: { limit: 30, ...(pageParam === "" ? {} : { after: pageParam }) },
            },
            signal,
          }),
        ),
      getNextPageParam: (page) => page.next,
    }),
  );
}

/** The environments of a project, also those where nothing runs yet. */
export function useEnvironments(project: string | undefined) {
  return useQuery({
    queryKey: [...statusKeys.all, "environments", project],
    queryFn: ({ signal }) =>
      unwrapBody(
        api.GET("/api/v1/environments", {
          params: { query: project === undefined ? {} : { project } },
          signal,
        }),
      ),
    enabled: project !== undefined,
  });
}
