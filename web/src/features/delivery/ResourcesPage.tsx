import { useDrifted } from "./delivery.queries";
import { ResourceList } from "./ResourceList";
import { ResourceViews } from "./ResourceViews";
import { CopyAs } from "@/shared/ui/CopyAs";
import { Page } from "@/shared/ui/Page";

/** What all components have. */
export function ResourcesPage() {
  const drifted = useDrifted().data?.items.length;
  return (
    <Page
      title="Resources"
      lead="What components have: databases, volumes, routes and names, in each environment their own."
      actions={<CopyAs cli="towpath resource list" api="/api/v1/resources" />}
    >
      <ResourceViews drifted={drifted} />
      <section className="panel table-frame resources-frame" aria-label="Resources">
        <ResourceList component="" />
      </section>
    </Page>
  );
}
