import { createLazyRoute, useNavigate } from "@tanstack/react-router";
import { HomePage } from "../home/HomePage";
import { parseHome } from "../search";

export const Route = createLazyRoute("/signed-in/")({ component: HomeRoute });

function HomeRoute() {
  const navigate = useNavigate();
  return (
    <HomePage
      entrance={parseHome(Route.useSearch()).as}
      onEntrance={(entrance) => {
        void navigate({ to: "/", search: { as: entrance }, replace: true });
      }}
    />
  );
}
