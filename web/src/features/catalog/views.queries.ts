import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, unwrap, unwrapBody } from "@/shared/api/client";

const viewKeys = { all: ["catalog-views"] as const };

/** One's own saved views, by name. */
export function useViews() {
  return useQuery({
    queryKey: viewKeys.all,
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/catalog-views", { signal })),
    staleTime: 60_000,
  });
}

export function useSaveView() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ name, query }: { name: string; query: string }) =>
      unwrapBody(api.PUT("/api/v1/catalog-views/{name}", { params: { path: { name } }, body: { query } })),
    onSuccess: () => client.invalidateQueries({ queryKey: viewKeys.all }),
  });
}

export function useDeleteView() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => unwrap(api.DELETE("/api/v1/catalog-views/{name}", { params: { path: { name } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: viewKeys.all }),
  });
}
