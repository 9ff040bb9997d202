import { Button } from "@mantine/core";
import { useState } from "react";
import { EnvironmentRow } from "./EnvironmentRow";
import { useEnvironmentTypes, useSleepers, type EnvironmentType } from "./environmentTypes.queries";
import { useEnvironments, type Environment } from "./environments.queries";
import { limitCount } from "./quotaDraft";
import { lasting } from "./sleepWords";
import { TypeSheet } from "./TypeSheet";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Setting } from "@/shared/ui/Setting";
import { Skeleton } from "@/shared/ui/Skeleton";

const types: { type: Environment["type"]; title: string; lead: string }[] = [
  { type: "development", title: "Development", lead: "Deployed by itself when the default branch is built." },
  { type: "staging", title: "Staging", lead: "What is promoted from development, before production." },
  { type: "production", title: "Production", lead: "What users see; reached by promotion." },
  { type: "ephemeral", title: "Ephemeral", lead: "Previews: they end by themselves after their time." },
];

interface EnvironmentSettingsProps {
  /** Who reads it may change what a type says. */
  isEditable: boolean;
}

/** The types of environments there are, what each says, and the environments of each. */
export function EnvironmentSettings({ isEditable }: EnvironmentSettingsProps) {
  const environments = useEnvironments();
  const said = useEnvironmentTypes();
  const sleepers = useSleepers();
  const [changing, setChanging] = useState<EnvironmentType>();
  if (environments.isPending || said.isPending || sleepers.isPending)
    return <Skeleton label="Loading environments" lines={6} />;
  for (const query of [environments, said, sleepers])
    if (query.isError) return <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <>
      {types.map(({ type, title, lead }) => {
        const items = (environments.data?.items ?? []).filter((environment) => environment.type === type);
        const own = said.data?.items.find(({ name }) => name === type);
        return (
          <Setting key={type} title={title} lead={lead}>
            {own !== undefined && (
              <p className="setting-note">
                {summary(own)}{" "}
                {isEditable && (
                  <Button
                    size="compact-xs"
                    variant="default"
                    aria-label={`Change what ${type} environments inherit`}
                    onClick={() => {
                      setChanging(own);
                    }}
                  >
                    Change
                  </Button>
                )}
              </p>
            )}
            {items.length === 0 && <p className="setting-note">No environment is of this type.</p>}
            <ul className="setting-list">
              {items.map((environment) => (
                <EnvironmentRow
                  key={`${environment.project}/${environment.name}`}
                  environment={environment}
                  sleepers={(sleepers.data?.items ?? []).filter(
                    (each) => each.project === environment.project && each.environment === environment.name,
                  )}
                />
              ))}
            </ul>
          </Setting>
        );
      })}
      {changing !== undefined && (
        <TypeSheet
          type={changing}
          onClose={() => {
            setChanging(undefined);
          }}
        />
      )}
    </>
  );
}

/** What a type says, in one line. */
function summary(type: EnvironmentType): string {
  const names = Object.keys(type.configuration);
  const limits = limitCount(type.quotas);
  return [
    type.sleepAfterSeconds > 0 ? `Sleeps after ${lasting(type.sleepAfterSeconds)} without a request` : "Never sleeps",
    type.defaultTtlSeconds > 0 ? `goes after ${lasting(type.defaultTtlSeconds)}` : "stays",
    `runs with ${type.runtime}`,
    type.approvals === 1 ? "1 approval" : `${String(type.approvals)} approvals`,
    ...(limits === 0 ? [] : [limits === 1 ? "1 quota" : `${String(limits)} quotas`]),
    ...(names.length > 0 ? [`inherits ${names.join(", ")}`] : []),
    ...(type.contact === "" ? [] : [`ask ${type.contact}`]),
  ].join(" · ");
}
