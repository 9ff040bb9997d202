import type { components } from "@/shared/api/schema";

type Quota = components["schemas"]["EnvironmentQuota"];
export type Quotas = NonNullable<components["schemas"]["EnvironmentTypeContent"]["quotas"]>;
export type QuotaScope = "type" | "project" | "environment";
export type Limit = "environments" | "instances" | "memoryMiB" | "cpuMillis";

/** A quota as it is written: "" where there is no limit. */
export interface QuotaDraft {
  limits: Record<Limit, string>;
  resources: [type: string, most: string][];
}

export type QuotaDrafts = Record<QuotaScope, QuotaDraft>;

const limits: Limit[] = ["environments", "instances", "memoryMiB", "cpuMillis"];

function written(most: number | null | undefined): string {
  return most === null || most === undefined ? "" : String(most);
}

function meant(text: string): number | null {
  return text.trim() === "" ? null : Number(text);
}

function draftOf(quota: Quota = {}): QuotaDraft {
  return {
    limits: {
      environments: written(quota.environments),
      instances: written(quota.instances),
      memoryMiB: written(quota.memoryMiB),
      cpuMillis: written(quota.cpuMillis),
    },
    resources: Object.entries(quota.resources ?? {}).map(([type, most]) => [type, String(most)]),
  };
}

function quotaOf({ limits: { environments, instances, memoryMiB, cpuMillis }, resources }: QuotaDraft): Quota {
  return {
    environments: meant(environments),
    instances: meant(instances),
    memoryMiB: meant(memoryMiB),
    cpuMillis: meant(cpuMillis),
    resources: Object.fromEntries(
      resources
        .filter(([type, most]) => type.trim() !== "" && most.trim() !== "")
        .map(([type, most]) => [type.trim(), Number(most)]),
    ),
  };
}

export function quotaDrafts({ type, project, environment }: Quotas): QuotaDrafts {
  return { type: draftOf(type), project: draftOf(project), environment: draftOf(environment) };
}

/** What is written, for the server; a resource without a name or a number has no limit. */
export function quotasOf({ type, project, environment }: QuotaDrafts): Quotas {
  return { type: quotaOf(type), project: quotaOf(project), environment: quotaOf(environment) };
}

/** How many limits there are. */
export function limitCount({ type = {}, project = {}, environment = {} }: Quotas): number {
  return [type, project, environment].reduce(
    (sum, quota) =>
      sum + limits.filter((key) => written(quota[key]) !== "").length + Object.keys(quota.resources ?? {}).length,
    0,
  );
}
