import { useQuery } from "@tanstack/react-query";
import { statusKeys } from "./status.queries";
import { api, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

export type ServiceHealth = components["schemas"]["ServiceHealth"];

/** Whether all that runs is well. Under the keys of status, so that what makes a status stale makes this stale. */
export function useServiceHealth() {
  return useQuery({
    queryKey: [...statusKeys.all, "all"],
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/service-health", { signal })),
  });
}

/** The health of everything in one sentence; nothing runs: undefined. */
export function healthSentence({ services, healthy }: ServiceHealth): string | undefined {
  if (services === 0) return undefined;
  const troubled = services - healthy;
  if (troubled === 1) return "1 service needs attention";
  if (troubled > 1) return `${String(troubled)} services need attention`;
  return services === 1 ? "The one service is healthy" : `All ${services.toLocaleString("en")} services healthy`;
}
