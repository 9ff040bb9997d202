import { DeploymentsView as View } from "./DeploymentsView";
import type { Deployment } from "./delivery.queries";
import type { DeploymentsView } from "./lanes";
import { CopyAs } from "@/shared/ui/CopyAs";
import { Page } from "@/shared/ui/Page";

interface DeploymentsPageProps {
  view: DeploymentsView;
  onView: (view: DeploymentsView) => void;
  onOpen: (deployment: Deployment) => void;
}

/** What was brought where and when, over all components. */
export function DeploymentsPage({ view, onView, onOpen }: DeploymentsPageProps) {
  return (
    <Page
      title="Deployments"
      lead="What was brought where and when, and what changed between two moments."
      actions={<CopyAs cli="towpath status" api="/api/v1/deployments" />}
    >
      <View view={view} onView={onView} onOpen={onOpen} />
    </Page>
  );
}
