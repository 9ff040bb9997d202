import { Button } from "@mantine/core";
import type { Limit, QuotaDraft, QuotaDrafts, QuotaScope } from "./quotaDraft";
import "./environmentTypes.css";

interface QuotaFieldsProps {
  /** The type of environment they are of. */
  type: string;
  quotas: QuotaDrafts;
  onChange: (quotas: QuotaDrafts) => void;
}

/** How much there may be: of all environments of the type, of those of each project, and of each one. */
export function QuotaFields({ type, quotas, onChange }: QuotaFieldsProps) {
  const scopes: { scope: QuotaScope; title: string }[] = [
    { scope: "type", title: `All ${type} environments together` },
    { scope: "project", title: "Those of each project" },
    { scope: "environment", title: "Each of them" },
  ];
  return (
    <>
      {scopes.map(({ scope, title }) => (
        <OneQuota
          key={scope}
          title={title}
          hasEnvironments={scope !== "environment"}
          quota={quotas[scope]}
          onChange={(quota) => {
            onChange({ ...quotas, [scope]: quota });
          }}
        />
      ))}
    </>
  );
}

interface OneQuotaProps {
  title: string;
  /** One environment cannot have several. */
  hasEnvironments: boolean;
  quota: QuotaDraft;
  onChange: (quota: QuotaDraft) => void;
}

const limits: { key: Limit; label: string }[] = [
  { key: "environments", label: "Environments" },
  { key: "instances", label: "Instances" },
  { key: "memoryMiB", label: "Memory in MiB" },
  { key: "cpuMillis", label: "Thousandths of a core" },
];

const mostOfAnything = 1_000_000_000;

function OneQuota({ title, hasEnvironments, quota, onChange }: OneQuotaProps) {
  function withResource(at: number, resource: [string, string] | undefined): QuotaDraft {
    const resources = quota.resources.flatMap((each, index) =>
      index !== at ? [each] : resource === undefined ? [] : [resource],
    );
    return { ...quota, resources };
  }
  return (
    <fieldset className="quota">
      <legend>{title}</legend>
      {limits
        .filter(({ key }) => hasEnvironments || key !== "environments")
        .map(({ key, label }) => (
          <label key={key} className="sheet-field">
            {label}
            <input
              type="number"
              min={0}
              max={mostOfAnything}
              step={1}
              placeholder="no limit"
              value={quota.limits[key]}
              onChange={(event) => {
                onChange({ ...quota, limits: { ...quota.limits, [key]: event.currentTarget.value } });
              }}
            />
          </label>
        ))}
      {quota.resources.map(([type, most], index) => (
        <div key={index} className="quota-resource">
          <label className="sheet-field">
            Type of resource
            <input
              autoComplete="off"
              placeholder="postgres"
              value={type}
              onChange={(event) => {
                onChange(withResource(index, [event.currentTarget.value, most]));
              }}
            />
          </label>
          <label className="sheet-field">
            {type === "" ? "How many" : `How many ${type}`}
            <input
              type="number"
              min={0}
              max={mostOfAnything}
              step={1}
              placeholder="no limit"
              value={most}
              onChange={(event) => {
                onChange(withResource(index, [type, event.currentTarget.value]));
              }}
            />
          </label>
          <Button
            size="xs"
            variant="default"
            aria-label={type === "" ? "Remove this limit" : `Remove the limit of ${type}`}
            onClick={() => {
              onChange(withResource(index, undefined));
            }}
          >
            Remove
          </Button>
        </div>
      ))}
      <Button
        size="xs"
        variant="default"
        aria-label={`Limit a type of resource: ${title}`}
        onClick={() => {
          onChange({ ...quota, resources: [...quota.resources, ["", ""]] });
        }}
      >
        Limit a type of resource
      </Button>
    </fieldset>
  );
}
