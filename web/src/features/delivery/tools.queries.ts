import { useQuery } from "@tanstack/react-query";
import { api, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

export type Tool = components["schemas"]["Tool"];

/** Programs that drivers and runtimes call, as they are on the server's machine. */
export function useTools() {
  return useQuery({
    queryKey: ["delivery", "tools"],
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/tools", { signal })),
  });
}
