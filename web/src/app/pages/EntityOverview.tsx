import { allAreas } from "../areas";
import type { EntityTabProps } from "./entityTabs";
import { About } from "@/features/catalog/About";
import { NowStrip } from "@/features/delivery/NowStrip";
import { Timeline } from "@/features/delivery/Timeline";
import "./overview.css";

/** Where it is now, what happened to it, and what it is. */
export function EntityOverview({ entity, name, status }: EntityTabProps) {
  if (status === undefined) return <About entity={entity} />;
  const canPromote = allAreas.some(({ to }) => String(to) === "/environments");
  return (
    <div className="overview">
      <div className="overview-main">
        <NowStrip
          status={status}
          promoteHref={canPromote ? `/environments?component=${encodeURIComponent(name)}` : undefined}
        />
        <Timeline component={name} />
      </div>
      <About entity={entity} />
    </div>
  );
}
