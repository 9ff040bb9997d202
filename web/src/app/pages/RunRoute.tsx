import { createLazyRoute, useNavigate } from "@tanstack/react-router";
import { parseRunView } from "../search";
import { RunApprovals } from "@/features/delivery/RunApprovals";
import { RunDoubts } from "@/features/delivery/RunDoubts";
import { useMe } from "@/features/identity/identity.queries";
import { RunPage } from "@/features/runs/RunPage";

export const Route = createLazyRoute("/signed-in/runs/$id")({ component: RunRoute });

function RunRoute() {
  const { id } = Route.useParams();
  const navigate = useNavigate();
  const me = useMe();
  return (
    <RunPage
      key={id}
      id={id}
      view={parseRunView(Route.useSearch())}
      onView={(search) => {
        void navigate({ to: "/runs/$id", params: { id }, search, replace: true });
      }}
      permissions={me.data?.permissions ?? []}
      approvals={
        <>
          <RunApprovals run={id} />
          <RunDoubts run={id} />
        </>
      }
      onStarted={(started) => {
        void navigate({ to: "/runs/$id", params: { id: started } });
      }}
    />
  );
}
