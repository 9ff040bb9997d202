import { createLazyRoute, useNavigate } from "@tanstack/react-router";
import { parseAuditView } from "../search";
import { AuditPage } from "@/features/audit/AuditPage";
import { useMe } from "@/features/identity/identity.queries";

export const Route = createLazyRoute("/signed-in/audit")({ component: AuditRoute });

function AuditRoute() {
  const navigate = useNavigate();
  const me = useMe();
  return (
    <AuditPage
      view={parseAuditView(Route.useSearch())}
      permissions={me.data?.permissions ?? []}
      onView={(search) => {
        void navigate({ to: "/audit", search, replace: true });
      }}
    />
  );
}
