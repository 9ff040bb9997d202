import { useQuery } from "@tanstack/react-query";
import { api, unwrapBody } from "@/shared/api/client";
import { readDocument, type ApiDocument } from "@/shared/ui/openapi/document";

/** The server's own API, as its document says. It changes with the program only. */
export function useOpenApi() {
  return useQuery({
    queryKey: ["openapi"],
    queryFn: async ({ signal }): Promise<ApiDocument> => {
      const document = readDocument(await unwrapBody(api.GET("/api/v1/openapi.json", { signal })));
      if (document === undefined) throw new Error("The server's description of its API is not OpenAPI 3.");
      return document;
    },
    staleTime: Infinity,
  });
}
