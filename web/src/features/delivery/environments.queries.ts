import { useQuery } from "@tanstack/react-query";
import { api, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

export type Environment = components["schemas"]["Environment"];

export const environmentKeys = {
  all: ["delivery", "environments"] as const,
  costs: (project: string, name: string) => ["delivery", "environments", "costs", project, name] as const,
};

/** Every environment that the reader may see. */
export function useEnvironments() {
  return useQuery({
    queryKey: environmentKeys.all,
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/environments", { signal })),
  });
}

/** What the resources of an environment cost a month. */
export function useEnvironmentCosts(project: string, name: string) {
  return useQuery({
    queryKey: environmentKeys.costs(project, name),
    queryFn: ({ signal }) =>
      unwrapBody(
        api.GET("/api/v1/environments/{project}/{name}/costs", { params: { path: { project, name } }, signal }),
      ),
  });
}
