import { useMutation, useQueries, useQueryClient } from "@tanstack/react-query";
import { api, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

export type Configuration = components["schemas"]["Configuration"];

export const configurationKeys = {
  all: ["delivery", "configuration"] as const,
  of: (component: string, environment: string) => [...configurationKeys.all, component, environment] as const,
};

/** What a component is configured with in each environment, in the order given. */
export function useConfigurations(component: string, environments: string[]) {
  return useQueries({
    queries: environments.map((environment) => ({
      queryKey: configurationKeys.of(component, environment),
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        unwrapBody(
          api.GET("/api/v1/configuration/{component}/{environment}", {
            params: { path: { component, environment } },
            signal,
          }),
        ),
    })),
  });
}

interface Change {
  environment: string;
  values: Record<string, string>;
}

/** Replaces the configuration of an environment; answers the version that was made. */
export function useConfigure(component: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ environment, values }: Change) =>
      unwrapBody(
        api.PUT("/api/v1/configuration/{component}/{environment}", {
          params: { path: { component, environment } },
          body: { values },
        }),
      ),
    onSuccess: (made, { environment }) => {
      client.setQueryData(configurationKeys.of(component, environment), made);
    },
  });
}
