import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

export type ComponentStatus = components["schemas"]["ComponentStatus"];
export type EnvironmentStatus = ComponentStatus["environments"][number];

/** Every query about where components run starts here. */
export const statusKeys = {
  all: ["delivery", "status"] as const,
  of: (component: string) => [...statusKeys.all, component] as const,
};

export function componentStatusQuery(component: string) {
  return queryOptions({
    queryKey: statusKeys.of(component),
    queryFn: ({ signal }) =>
      unwrapBody(api.GET("/api/v1/components/{name}/status", { params: { path: { name: component } }, signal })),
  });
}

/** Where a component runs. `isAsked` false: nothing is asked, for what is not a component. */
export function useComponentStatus(component: string, isAsked = true) {
  return useQuery({ ...componentStatusQuery(component), enabled: isAsked });
}
