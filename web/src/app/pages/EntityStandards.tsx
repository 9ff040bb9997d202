import type { EntityTabProps } from "./entityTabs";
import { useMe } from "@/features/identity/identity.queries";
import { StandardsTab } from "@/features/scorecards/StandardsTab";
import { RequestWaiver } from "@/features/standards/RequestWaiver";

/** How an entity stands on the scorecards, with the way out of a check it cannot pass now. */
export function EntityStandards({ entity }: Pick<EntityTabProps, "entity">) {
  const mayAsk = useMe().data?.permissions.includes("waiver.request") ?? false;
  return (
    <StandardsTab
      entity={entity}
      wayOut={(standing, check) =>
        mayAsk && (
          <RequestWaiver
            target={`check:default/${standing.scorecard}/${check.id}`}
            title={check.title}
            subject={entity.ref}
          />
        )
      }
    />
  );
}
