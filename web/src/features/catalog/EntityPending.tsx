import type { UseQueryResult } from "@tanstack/react-query";
import type { EntityDetail } from "./catalog.queries";
import type { EntityParts } from "@/shared/lib/refs";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Page } from "@/shared/ui/Page";
import { Skeleton } from "@/shared/ui/Skeleton";

interface EntityPendingProps {
  parts: EntityParts;
  entity: UseQueryResult<EntityDetail>;
}

/** The page of an entity that is not there yet, or is not there at all. */
export function EntityPending({ parts, entity }: EntityPendingProps) {
  const ref = `${parts.kind}:${parts.namespace}/${parts.name}`;
  return (
    <Page title={parts.name} lead={ref}>
      <div className="panel">
        {entity.isError ? (
          <ErrorPanel error={entity.error} onRetry={() => void entity.refetch()} />
        ) : (
          <Skeleton label={`Loading ${ref}`} lines={5} />
        )}
      </div>
    </Page>
  );
}
