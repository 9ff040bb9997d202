import type { Deployment, Resource } from "./delivery.queries";
import type { components } from "@/shared/api/schema";

export type Run = components["schemas"]["RunDetail"];
export type RunNode = components["schemas"]["Node"];

/** One thing a deployment stands on, or the workload itself. */
export interface Part {
  key: string;
  kind: "definition" | "resource" | "workload";
  title: string;
  /** Keys of the parts it stands on. */
  needs: string[];
  /** How it is now; nothing for a definition, which is only looked up. */
  state?: string;
  /** The node of the run that sees to it. */
  node?: RunNode;
  /** Of a resource: the definition version that makes it, and its row where it is there. */
  definition?: string;
  resource?: Resource;
  /** Of a resource: workloads.orders.db. */
  id?: string;
}

const prefix = "resource/";

/** Of a resource that no node sees to: as its row says. */
function stateOf(resource: Resource | undefined): string {
  if (resource === undefined) return "blocked";
  if (resource.state === "active") return resource.drift === null ? "succeeded" : "waiting";
  return resource.state === "failed" ? "failed" : "running";
}

function lastOf(id: string): string {
  return id.slice(id.lastIndexOf(".") + 1);
}

/**
 * Definitions, the resources they make and the workload that uses those, with how each is. As long as its run is known,
 * its nodes say so; before they are there, and when the run is gone, the plan and the rows do.
 */
export function partsOf(deployment: Deployment, run: Run | undefined, resources: readonly Resource[]): Part[] {
  const definitions = Object.entries(deployment.definitions);
  const own = resources.filter(
    ({ component, environment }) => component === deployment.component && environment === deployment.environment,
  );
  const nodes = run?.nodes.filter(({ kind }) => kind === "delivery.resource") ?? [];
  const names =
    nodes.length > 0 ? nodes.map(({ key }) => key.slice(prefix.length)) : definitions.map(([id]) => lastOf(id));

  const made: Part[] = names.map((name) => {
    const node = nodes.find(({ key }) => key === prefix + name);
    const [id, planned] = definitions.find(([each]) => each === name || lastOf(each) === name) ?? [];
    const resource = own.find((each) => (id === undefined ? each.name === name : each.id === id));
    const definition = planned ?? resource?.definition;
    const before = node?.needs.filter((need) => nodes.some(({ key }) => key === need)) ?? [];
    return {
      key: prefix + name,
      kind: "resource",
      title: name,
      needs: [...before, ...(definition === undefined ? [] : [`definition/${definition}`])],
      state: node?.state ?? stateOf(resource),
      ...(node === undefined ? {} : { node }),
      ...(definition === undefined ? {} : { definition }),
      ...(resource === undefined ? {} : { resource }),
      ...(id === undefined ? {} : { id }),
    };
  });
  const used = [...new Set(made.flatMap(({ definition }) => (definition === undefined ? [] : [definition])))];
  const rollout = run?.nodes.find(({ kind }) => kind === "delivery.rollout");
  return [
    ...used.map((definition): Part => ({
      key: `definition/${definition}`,
      kind: "definition",
      title: definition.replace("@", " "),
      needs: [],
      definition,
    })),
    ...made,
    {
      key: "workload",
      kind: "workload",
      title: deployment.component,
      needs: made.map(({ key }) => key),
      state: rollout?.state ?? deployment.state,
      ...(rollout === undefined ? {} : { node: rollout }),
    },
  ];
}
