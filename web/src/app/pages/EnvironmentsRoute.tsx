import { createLazyRoute, useNavigate } from "@tanstack/react-router";
import { parseEnvironments } from "../search";
import { EnvironmentsPage } from "@/features/delivery/EnvironmentsPage";
import { pairText, parsePair } from "@/features/delivery/cells";

export const Route = createLazyRoute("/signed-in/environments")({ component: EnvironmentsRoute });

function EnvironmentsRoute() {
  const { compare, component } = parseEnvironments(Route.useSearch());
  const navigate = useNavigate();
  return (
    <EnvironmentsPage
      component={component}
      onAll={() => {
        void navigate({ to: "/environments" });
      }}
      pair={parsePair(compare)}
      onPair={(pair) => {
        void navigate({
          to: "/environments",
          search: {
            ...(component === undefined ? {} : { component }),
            ...(pair === undefined ? {} : { compare: pairText(pair) }),
          },
          replace: true,
        });
      }}
      onRun={(id) => {
        void navigate({ to: "/runs/$id", params: { id } });
      }}
    />
  );
}
