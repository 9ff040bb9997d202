import type { EntityTabProps } from "./entityTabs";
import { ConfigurationPanel } from "@/features/delivery/ConfigurationPanel";
import { SecretsPanel } from "@/features/secrets/SecretsPanel";
import { Skeleton } from "@/shared/ui/Skeleton";

/** What a component is given to run with: configuration and secrets. */
export function EntitySettings({ name, status }: EntityTabProps) {
  if (status === undefined) return <Skeleton label="Loading the environments" lines={3} />;
  const environments = status.environments.map((each) => each.name);
  return (
    <>
      <ConfigurationPanel component={name} environments={environments} />
      <SecretsPanel component={name} environments={environments} />
    </>
  );
}
