import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { statusKeys } from "./status.queries";
import { api, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

export type MatrixRow = components["schemas"]["EnvironmentMatrix"]["items"][number];
export type MatrixCell = components["schemas"]["MatrixCell"];
export type Environment = components["schemas"]["Environment"];
export type Comparison = components["schemas"]["EnvironmentComparison"];
export type Plan = components["schemas"]["Plan"]["plan"];
export type Deployment = components["schemas"]["Deployment"];
export type Happening = components["schemas"]["HappeningList"]["items"][number];
export type Resource = components["schemas"]["Resource"];

/** Something to do with a component in an environment, in the words of the API. */
export type Deed =
  | { verb: "promote"; component: string; from: string; to: string }
  | { verb: "rollback"; component: string; environment: string; deployment?: string }
  | { verb: "restart"; component: string; environment: string }
  | { verb: "stop"; component: string; environment: string }
  | { verb: "scale"; component: string; environment: string; instances: number }
  | { verb: "job"; component: string; environment: string; command: string[]; timeLimitSeconds: number }
  | { verb: "rotate"; component: string; environment: string; resource: string }
  | { verb: "clone"; project: string; environment: string; name: string; ttlSeconds: number };

/** Below the status of components, so that what happens to those makes these stale, too. */
export const deliveryKeys = {
  all: statusKeys.all,
  matrix: (component: string | undefined) => [...statusKeys.all, "matrix", component] as const,
  environments: (project: string) => [...statusKeys.all, "environments", project] as const,
  comparison: (component: string, from: string, to: string) =>
    [...statusKeys.all, "comparison", component, from, to] as const,
  plan: (deed: Deed) => ["delivery", "plan", deed] as const,
  drifted: [...statusKeys.all, "drifted"] as const,
  deployment: (id: string) => [...statusKeys.all, "deployment", id] as const,
  deployments: (filter: DeploymentFilter) => [...statusKeys.all, "deployments", filter] as const,
  happenings: (filter: HappeningFilter) => [...statusKeys.all, "happenings", filter] as const,
  resources: (component: string) => [...statusKeys.all, "resources", component] as const,
  explanation: (component: string, environment: string, resource: string) =>
    [...statusKeys.all, "explanation", component, environment, resource] as const,
};

export interface DeploymentFilter {
  component?: string;
  environment?: string;
}

export interface HappeningFilter extends DeploymentFilter {
  from: string;
  to: string;
}

/** Where components run; of one, or of all by name. */
export function useMatrix(component: string | undefined) {
  return useInfiniteQuery({
    queryKey: deliveryKeys.matrix(component),
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      unwrapBody(
        api.GET("/api/v1/environment-matrix", {
          params: {
            query: {
              ...(component === undefined ? {} : { component }),
              ...(pageParam === "" ? {} : { after: pageParam }),
            },
          },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next,
  });
}

/** Environments of a project; "" for all. */
export function useEnvironments(project: string) {
  return useQuery({
    queryKey: deliveryKeys.environments(project),
    queryFn: ({ signal }) =>
      unwrapBody(api.GET("/api/v1/environments", { params: { query: project === "" ? {} : { project } }, signal })),
  });
}

export function useComparison(component: string, from: string, to: string) {
  return useQuery({
    queryKey: deliveryKeys.comparison(component, from, to),
    queryFn: ({ signal }) =>
      unwrapBody(
        api.GET("/api/v1/components/{name}/comparison", {
          params: { path: { name: component }, query: { from, to } },
          signal,
        }),
      ),
  });
}

const plural = {
  promote: "promotions",
  rollback: "rollbacks",
  restart: "restarts",
  stop: "stops",
  scale: "scales",
  job: "jobs",
  rotate: "resource-rotations",
} as const;

/** Path of the call that does it. */
export function pathOf(deed: Deed): string {
  if (deed.verb === "clone") return `/api/v1/environments/${deed.project}/${deed.environment}/clones`;
  return `/api/v1/${plural[deed.verb]}`;
}

/** What somebody says to what is begun. */
export interface DeedWords {
  reason?: string;
  overrideFreeze?: string;
  /** Why a policy of the mode soft is passed. */
  override?: string;
}

interface Sending extends DeedWords {
  plan?: boolean;
  expectedPlan?: string;
}

function send(deed: Deed, { overrideFreeze, override, ...more }: Sending, signal?: AbortSignal) {
  const options = signal === undefined ? {} : { signal };
  const overriding = {
    ...(overrideFreeze === undefined ? {} : { overrideFreeze }),
    ...(override === undefined ? {} : { override }),
  };
  switch (deed.verb) {
    case "promote": {
      const { verb: _, ...body } = deed;
      return api.POST("/api/v1/promotions", {
        body: { ...body, ...more, ...overriding },
        ...options,
      });
    }
    case "rollback": {
      const { verb: _, ...body } = deed;
      return api.POST("/api/v1/rollbacks", { body: { ...body, ...more }, ...options });
    }
    case "job": {
      const { verb: _, ...body } = deed;
      return api.POST("/api/v1/jobs", {
        body: { ...body, ...more, ...overriding },
        ...options,
      });
    }
    case "scale": {
      const { verb: _, ...body } = deed;
      return api.POST("/api/v1/scales", {
        body: { ...body, ...more, ...overriding },
        ...options,
      });
    }
    case "rotate": {
      const { verb: _, ...body } = deed;
      return api.POST("/api/v1/resource-rotations", { body: { ...body, ...more }, ...options });
    }
    case "clone": {
      const { name, ttlSeconds, project, environment } = deed;
      return api.POST("/api/v1/environments/{project}/{name}/clones", {
        params: { path: { project, name: environment } },
        body: { name, type: "ephemeral", ttlSeconds, ...more },
        ...options,
      });
    }
    case "restart":
    case "stop": {
      const { component, environment } = deed;
      const path = deed.verb === "restart" ? "/api/v1/restarts" : "/api/v1/stops";
      return api.POST(path, { body: { component, environment, ...more }, ...options });
    }
  }
}

/** What would be done, as the server would do it now. */
export function usePlan(deed: Deed) {
  return useQuery({
    queryKey: deliveryKeys.plan(deed),
    queryFn: async ({ signal }) => {
      const answer = await unwrapBody(send(deed, { plan: true }, signal));
      if (!("plan" in answer)) throw new Error("The server began what it was only to plan.");
      return answer.plan;
    },
    // A plan is of a moment.
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
}

/** Does it as planned: the server refuses when the plan would be another by now. */
export function useDeed(deed: Deed) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (words: DeedWords & { expectedPlan: string }) => {
      const answer = await unwrapBody(send(deed, words));
      if (!("run" in answer)) throw new Error("The server planned what it was to do.");
      return answer.run.id;
    },
    onSuccess: () => client.invalidateQueries({ queryKey: deliveryKeys.all }),
  });
}

export interface NewEnvironment {
  project: string;
  name: string;
  type: Environment["type"];
  ttlSeconds?: number;
}

export function useCreateEnvironment() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewEnvironment) => unwrapBody(api.POST("/api/v1/environments", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: deliveryKeys.all }),
  });
}

export function useDeletionPlan(project: string, name: string) {
  return useQuery({
    queryKey: [...deliveryKeys.environments(project), "deletion", name],
    queryFn: async ({ signal }) => {
      const answer = await unwrapBody(
        api.DELETE("/api/v1/environments/{project}/{name}", {
          params: { path: { project, name }, query: { plan: true } },
          signal,
        }),
      );
      if (!("plan" in answer)) throw new Error("The server began what it was only to plan.");
      return answer.plan;
    },
    staleTime: 0,
    gcTime: 0,
  });
}

export function useDeleteEnvironment(project: string, name: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      const answer = await unwrapBody(
        api.DELETE("/api/v1/environments/{project}/{name}", { params: { path: { project, name } } }),
      );
      if (!("run" in answer)) throw new Error("The server planned what it was to do.");
      return answer.run.id;
    },
    onSuccess: () => client.invalidateQueries({ queryKey: deliveryKeys.all }),
  });
}

export function useDeployments(filter: DeploymentFilter) {
  return useInfiniteQuery({
    queryKey: deliveryKeys.deployments(filter),
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      unwrapBody(
        api.GET("/api/v1/deployments", {
          params: { query: { ...filter, ...(pageParam === "" ? {} : { after: pageParam }) } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next,
  });
}

export function useDeployment(id: string) {
  return useQuery({
    queryKey: deliveryKeys.deployment(id),
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/deployments/{id}", { params: { path: { id } }, signal })),
  });
}

/** Deployments, configuration versions and incidents between two instants. */
export function useHappenings(filter: HappeningFilter) {
  return useQuery({
    queryKey: deliveryKeys.happenings(filter),
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/happenings", { params: { query: filter }, signal })),
  });
}

/** Resources of a component; "" for all. */
export function useResources(component: string) {
  return useQuery({
    queryKey: deliveryKeys.resources(component),
    queryFn: ({ signal }) =>
      unwrapBody(api.GET("/api/v1/resources", { params: { query: component === "" ? {} : { component } }, signal })),
  });
}

/** What looks for drift have found so far, and since when it is known. */
export function useDrifted() {
  return useQuery({
    queryKey: deliveryKeys.drifted,
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/resources/drifted", { signal })),
  });
}

/** Has the drivers look now how what a component has there differs from what was applied; the server keeps the answer. */
export function useDriftCheck() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (place: { component: string; environment: string }) =>
      unwrapBody(api.POST("/api/v1/resources/drift", { body: place })),
    onSuccess: () => client.invalidateQueries({ queryKey: deliveryKeys.all }),
  });
}

export function useExplanation(component: string, environment: string, resource: string) {
  return useQuery({
    queryKey: deliveryKeys.explanation(component, environment, resource),
    queryFn: ({ signal }) =>
      unwrapBody(
        api.GET("/api/v1/resources/explanation", { params: { query: { component, environment, resource } }, signal }),
      ),
  });
}
