import type { Criterion, Effect } from "./definitions.queries";

/** "environment type production, class large"; "everything" for a criterion that asks for nothing. */
export function inWords({ resId, environment, project, environmentType, class: resourceClass }: Criterion): string {
  const parts = [
    resId === null ? "" : `resource ${resId}`,
    environment === null ? "" : `environment ${environment}`,
    project === null ? "" : `project ${project}`,
    environmentType === null ? "" : `environment type ${environmentType}`,
    resourceClass === "default" ? "" : `class ${resourceClass}`,
  ].filter((part) => part !== "");
  return parts.length === 0 ? "everything" : parts.join(", ");
}

export const whenWords: Record<NonNullable<Effect["when"]>, string> = {
  next_deployment: "with the next deployment",
  upgrade: "when it is upgraded",
  first_deployment: "when it is first deployed",
};

/** What a new definition begins with. */
export const blank = `apiVersion: towpath.dev/v1alpha1
kind: ResourceDefinition
metadata:
  name: my-definition
spec:
  owner: platform
  type: postgres
  description: What a developer gets, in a sentence.
  driver: static
  inputs:
    values: {host: db.example.org, port: "5432"}
  criteria:
    - {environmentType: production}
`;

/** Another definition's text under a name of its own. */
export function begunFrom(text: string, name: string): string {
  return text.replace(/^(metadata:\n(?: +.*\n)*? +name: ).*$/m, `$1my-${name}`);
}
