import { createLazyRoute } from "@tanstack/react-router";
import { parseItem } from "../search";
import { AnnouncementsPage } from "@/features/feedback/AnnouncementsPage";
import { useMe } from "@/features/identity/identity.queries";
import { useGroups } from "@/features/identity/settings.queries";

export const Route = createLazyRoute("/signed-in/announcements")({
  component: function AnnouncementsRoute() {
    const groups = useGroups();
    return (
      <AnnouncementsPage
        permissions={useMe().data?.permissions ?? []}
        groups={groups.data?.items.map(({ ref }) => ref)}
        item={parseItem(Route.useSearch()).item}
      />
    );
  },
});
