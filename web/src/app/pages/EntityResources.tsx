import type { EntityTabProps } from "./entityTabs";
import { ResourceList } from "@/features/delivery/ResourceList";

export function EntityResources({ name }: EntityTabProps) {
  return (
    <section className="panel table-frame resources-frame" aria-label="Resources">
      <ResourceList component={name} />
    </section>
  );
}
