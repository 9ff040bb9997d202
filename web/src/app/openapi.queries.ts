import { useQuery } from "@tanstack/react-query";
import { api, unwrapBody } from "@/shared/api/client";
import type { OpenApiDocument } from "@/shared/ui/openapi/operations";

/** The server's own API, as its document says. It changes with the program only. */
export function useOpenApi() {
  return useQuery({
    queryKey: ["openapi"],
    queryFn: async ({ signal }): Promise<OpenApiDocument> => unwrapBody(api.GET("/api/v1/openapi.json", { signal })),
    staleTime: Infinity,
  });
}
