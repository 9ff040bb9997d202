import { lazy, type ComponentType } from "react";
import { runSubjects } from "./runSubjects";
import type { EntityDetail } from "@/features/catalog/catalog.queries";
import type { ComponentStatus } from "@/features/delivery/status.queries";
import { copyRuns } from "@/features/runs/copyRuns";

/** What a tab knows of the entity it is about. */
export interface EntityTabProps {
  entity: EntityDetail;
  /** The name by which delivery, runs and logs know it. */
  name: string;
  /** Name of the repository that declares it; undefined when none does. */
  repository: string | undefined;
  /** Where it runs; undefined when it is nothing that is deployed. */
  status: ComponentStatus | undefined;
  /** The search part of the address without the tab: filters and choices of this tab. */
  search: Record<string, unknown>;
  /** Replaces the search part of the address. */
  onSearch: (search: Record<string, unknown>) => void;
}

interface EntityTab {
  id: string;
  label: string;
  /** Whether this entity has a source for the tab; without one the tab is absent. */
  isFor: (about: EntityTabFacts) => boolean;
  /** Loads the tab's code; called when the tab is pointed at. */
  load: () => Promise<{ default: ComponentType<EntityTabProps> }>;
  /** What the tab shows, as a command and as a call. */
  copy: (about: EntityTabFacts) => { cli: string; api: string };
}

/** What decides whether a tab is there. */
export interface EntityTabFacts {
  entity: EntityDetail;
  name: string;
  repository: string | undefined;
  /** Delivery knows it: it has environments, deployments, configuration. */
  isDeployed: boolean;
  /** Scorecards are offered here. */
  hasStandards: boolean;
}

function path(entity: EntityDetail): string {
  return [entity.kind.toLowerCase(), entity.namespace, entity.name].map(encodeURIComponent).join("/");
}

function apiOf(entity: EntityDetail): string | undefined {
  return entity.relations.find((relation) => relation.type === "providesApi")?.target;
}

/**
 * The tabs of an entity's page, in order. A feature that brings one exports its component and adds its entry here:
 * Overview, Changes, Runs, Deployments, Resources, Logs, Metrics, Traces, Incidents, Docs, Standards, API, Code, Settings.
 */
const table: EntityTab[] = [
  {
    id: "overview",
    label: "Overview",
    isFor: () => true,
    load: () => import("./EntityOverview").then(({ EntityOverview }) => ({ default: EntityOverview })),
    copy: ({ entity }) => ({ cli: `towpath catalog get ${entity.ref}`, api: `/api/v1/entities/${path(entity)}` }),
  },
  {
    id: "changes",
    label: "Changes",
    isFor: ({ repository }) => repository !== undefined,
    load: () => import("@/features/forge/ChangesTab").then(({ ChangesTab }) => ({ default: ChangesTab })),
    copy: ({ repository }) => ({
      cli: `towpath change list --repository ${repository ?? ""}`,
      api: `/api/v1/changes?repository=${encodeURIComponent(repository ?? "")}`,
    }),
  },
  {
    id: "runs",
    label: "Runs",
    isFor: ({ repository }) => repository !== undefined,
    load: () => import("./RunsEntityTab").then(({ RunsEntityTab }) => ({ default: RunsEntityTab })),
    copy: ({ entity, repository }) => copyRuns({ subject: runSubjects(entity.ref, repository) }),
  },
  {
    id: "deployments",
    label: "Deployments",
    isFor: ({ isDeployed }) => isDeployed,
    load: () => import("./EntityDeployments").then(({ EntityDeployments }) => ({ default: EntityDeployments })),
    copy: ({ name }) => ({
      cli: `towpath status ${name}`,
      api: `/api/v1/deployments?component=${encodeURIComponent(name)}`,
    }),
  },
  {
    id: "resources",
    label: "Resources",
    isFor: ({ isDeployed }) => isDeployed,
    load: () => import("./EntityResources").then(({ EntityResources }) => ({ default: EntityResources })),
    copy: ({ name }) => ({
      cli: `towpath resource list --component ${name}`,
      api: `/api/v1/resources?component=${encodeURIComponent(name)}`,
    }),
  },
  {
    id: "logs",
    label: "Logs",
    isFor: ({ isDeployed }) => isDeployed,
    load: () => import("@/features/observe/LogsTab").then(({ LogsTab }) => ({ default: LogsTab })),
    copy: ({ name }) => ({
      cli: `towpath logs ${name} --follow`,
      api: `/api/v1/components/${encodeURIComponent(name)}/logs?environment=development`,
    }),
  },
  {
    id: "metrics",
    label: "Metrics",
    isFor: ({ isDeployed }) => isDeployed,
    load: () => import("@/features/observe/MetricsTab").then(({ MetricsTab }) => ({ default: MetricsTab })),
    copy: ({ name }) => ({
      cli: `towpath status ${name}`,
      api: `/api/v1/components/${encodeURIComponent(name)}/metrics?environment=development`,
    }),
  },
  {
    id: "traces",
    label: "Traces",
    isFor: ({ isDeployed }) => isDeployed,
    load: () => import("@/features/observe/TracesTab").then(({ TracesTab }) => ({ default: TracesTab })),
    copy: ({ name }) => ({
      cli: `towpath trace list ${name}`,
      api: `/api/v1/traces?component=${encodeURIComponent(name)}`,
    }),
  },
  {
    id: "incidents",
    label: "Incidents",
    isFor: ({ isDeployed }) => isDeployed,
    load: () => import("@/features/observe/IncidentsTab").then(({ IncidentsTab }) => ({ default: IncidentsTab })),
    copy: ({ name }) => ({
      cli: `towpath incident list --component ${name}`,
      api: `/api/v1/incidents?component=${encodeURIComponent(name)}`,
    }),
  },
  {
    id: "docs",
    label: "Docs",
    isFor: ({ entity }) => entity.annotations["backstage.io/techdocs-ref"] !== undefined,
    load: () => import("@/features/docs/DocsTab").then(({ DocsTab }) => ({ default: DocsTab })),
    copy: ({ entity }) => ({ cli: `towpath docs show ${entity.ref}`, api: `/api/v1/docs/${path(entity)}/pages` }),
  },
  {
    id: "standards",
    label: "Standards",
    isFor: ({ entity, hasStandards }) => hasStandards && ["Component", "API", "Resource"].includes(entity.kind),
    load: () => import("./EntityStandards").then(({ EntityStandards }) => ({ default: EntityStandards })),
    copy: ({ entity }) => ({
      cli: `towpath scorecard show ${entity.ref}`,
      api: `/api/v1/scorecard-standings?entity=${encodeURIComponent(entity.ref)}`,
    }),
  },
  {
    id: "api",
    label: "API",
    isFor: ({ entity }) =>
      entity.kind === "API" || entity.relations.some((relation) => relation.type === "providesApi"),
    load: () => import("./EntityApi").then(({ EntityApi }) => ({ default: EntityApi })),
    copy: ({ entity }) => {
      const ref = entity.kind === "API" ? entity.ref : (apiOf(entity) ?? entity.ref);
      return {
        cli: `towpath catalog get ${ref}`,
        api: `/api/v1/entities/${ref.replace(/[:/]/g, "/")}/definition`,
      };
    },
  },
  {
    id: "code",
    label: "Code",
    isFor: ({ repository }) => repository !== undefined,
    load: () => import("@/features/forge/CodeTab").then(({ CodeTab }) => ({ default: CodeTab })),
    copy: ({ repository = "" }) => ({
      cli: "towpath repo list",
      api: `/api/v1/repositories/${encodeURIComponent(repository)}/tree`,
    }),
  },
  {
    id: "settings",
    label: "Settings",
    isFor: ({ isDeployed }) => isDeployed,
    load: () => import("./EntitySettings").then(({ EntitySettings }) => ({ default: EntitySettings })),
    copy: ({ name }) => ({
      cli: `towpath config list ${name} development`,
      api: `/api/v1/configuration/${encodeURIComponent(name)}/development`,
    }),
  },
];

export const entityTabs = table.map((tab) => ({ ...tab, Content: lazy(tab.load) }));
