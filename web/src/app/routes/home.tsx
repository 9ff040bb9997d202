import { createRoute, redirect } from "@tanstack/react-router";
import { signedIn } from "./root";

const home = createRoute({
  getParentRoute: () => signedIn,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/catalog", replace: true });
  },
});

export const homeRoutes = [home] as const;
