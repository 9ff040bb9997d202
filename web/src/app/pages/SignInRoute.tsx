import { createLazyRoute, useNavigate } from "@tanstack/react-router";
import { parseSignIn } from "../search";
import { SignInPage } from "@/features/identity/SignInPage";

export const Route = createLazyRoute("/sign-in")({ component: SignInRoute });

function SignInRoute() {
  const { code, next } = parseSignIn(Route.useSearch());
  const navigate = useNavigate();
  return (
    <SignInPage
      code={code}
      onSignedIn={() => {
        // Replaced, so that "back" does not lead to a code that is used up.
        void navigate({ to: next ?? "/", replace: true });
      }}
    />
  );
}
