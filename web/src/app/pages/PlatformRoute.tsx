import { createLazyRoute } from "@tanstack/react-router";
import { allAreas } from "../areas";
import { useMe } from "@/features/identity/identity.queries";
import { useGroups, useUsers } from "@/features/identity/settings.queries";
import { PlatformPage } from "@/features/platform/PlatformPage";

export const Route = createLazyRoute("/signed-in/platform")({ component: PlatformRoute });

function PlatformRoute() {
  const mayChange = useMe().data?.permissions.includes("platform.write") === true;
  const groups = useGroups();
  const users = useUsers(mayChange);
  return (
    <PlatformPage
      mayChange={mayChange}
      groups={groups.data?.items.map(({ ref }) => ref)}
      candidates={
        users.data === undefined || groups.data === undefined ? undefined : [...users.data.items, ...groups.data.items]
      }
      linkOf={(path) => allAreas.find(({ to }) => to === path)?.to}
    />
  );
}
