import { createLazyRoute, useNavigate } from "@tanstack/react-router";
import { parseApprovals } from "../search";
import { ApprovalsPage } from "@/features/delivery/ApprovalsPage";
import { useMe } from "@/features/identity/identity.queries";

export const Route = createLazyRoute("/signed-in/approvals")({
  component: function ApprovalsRoute() {
    const navigate = useNavigate();
    return (
      <ApprovalsPage
        view={parseApprovals(Route.useSearch())}
        onView={(search) => {
          void navigate({ to: "/approvals", search, replace: true });
        }}
        permissions={useMe().data?.permissions ?? []}
      />
    );
  },
});
