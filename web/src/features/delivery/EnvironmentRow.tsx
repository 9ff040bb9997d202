import { Button } from "@mantine/core";
import { useState } from "react";
import { EnvironmentCosts } from "./EnvironmentCosts";
import type { Environment } from "./environments.queries";
import { useQuotas, useSleepDeed, type Sleeper } from "./environmentTypes.queries";
import { sleepWord } from "./sleepWords";
import { shortRef } from "@/shared/lib/refs";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { FormError } from "@/shared/ui/Setting";
import { Skeleton } from "@/shared/ui/Skeleton";

interface EnvironmentRowProps {
  environment: Environment;
  sleepers: Sleeper[];
}

/** An environment: how it is, whether it sleeps, and how much of its quotas is used. */
export function EnvironmentRow({ environment, sleepers }: EnvironmentRowProps) {
  const { project, name, type } = environment;
  const [hasQuotas, setHasQuotas] = useState(false);
  const [hasCosts, setHasCosts] = useState(false);
  const deed = useSleepDeed(project, name);
  const asleep = sleepers[0];
  const place = `${name} of ${project}`;
  return (
    <li className="setting-row">
      <span className="setting-name">
        <b>
          {project} / {name}
        </b>
        <small>
          {asleep === undefined ? environment.state : `${sleepWord(asleep.state) ?? asleep.state}: ${asleep.reason}`} ·{" "}
          {shortRef(environment.owner)}
        </small>
        <FormError error={deed.error} />
        <details
          onToggle={(event) => {
            setHasQuotas(event.currentTarget.open);
          }}
        >
          <summary>Quotas of {place}</summary>
          {hasQuotas && <Quotas project={project} name={name} />}
        </details>
        <details
          onToggle={(event) => {
            setHasCosts(event.currentTarget.open);
          }}
        >
          <summary>What {place} costs</summary>
          {hasCosts && <EnvironmentCosts project={project} environment={name} />}
        </details>
      </span>
      {type !== "production" && (
        <Button
          size="xs"
          variant="default"
          loading={deed.isPending}
          aria-label={asleep === undefined ? `Put ${place} to sleep` : `Wake ${place}`}
          disabled={asleep !== undefined && sleepers.every(({ state }) => state === "waking")}
          onClick={() => {
            deed.mutate(asleep === undefined ? "sleep" : "wake");
          }}
        >
          {asleep === undefined ? "Sleep" : "Wake"}
        </Button>
      )}
    </li>
  );
}

function Quotas({ project, name }: { project: string; name: string }) {
  const quotas = useQuotas(project, name, true);
  if (quotas.isPending) return <Skeleton label="Loading quotas" lines={2} />;
  if (quotas.isError) return <ErrorPanel error={quotas.error} onRetry={() => void quotas.refetch()} />;
  if (quotas.data.items.length === 0) return <p className="setting-note">No quota holds here.</p>;
  return (
    <ul className="setting-list" aria-label="Quotas">
      {quotas.data.items.map(({ scope, what, used, most, by }) => (
        <li key={`${scope}.${what}`}>
          <b>
            {what}: {used} of {most}
          </b>{" "}
          <small>
            of the {scope}
            {by.length > 0 && ` · ${by.join(", ")}`}
          </small>
        </li>
      ))}
    </ul>
  );
}
