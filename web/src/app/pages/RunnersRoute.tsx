import { createLazyRoute } from "@tanstack/react-router";
import { RunnersPanel } from "@/features/runners/RunnersPanel";
import { useMe } from "@/features/identity/identity.queries";
import { CopyAs } from "@/shared/ui/CopyAs";
import { Page } from "@/shared/ui/Page";

export const Route = createLazyRoute("/signed-in/runners")({
  component: function RunnersRoute() {
    return (
      <Page
        title="Runners"
        lead="Other machines that run jobs for this server."
        actions={<CopyAs cli="towpath runner list" api="/api/v1/runners" />}
      >
        <RunnersPanel permissions={useMe().data?.permissions ?? []} />
      </Page>
    );
  },
});
