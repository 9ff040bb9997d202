import { createLazyRoute, useNavigate } from "@tanstack/react-router";
import { parseApiView } from "../search";
import { ApiReferencePage } from "./ApiReferencePage";

export const Route = createLazyRoute("/signed-in/api-reference")({ component: ApiReferenceRoute });

function ApiReferenceRoute() {
  const navigate = useNavigate();
  return (
    <ApiReferencePage
      view={parseApiView(Route.useSearch())}
      onView={(search) => {
        void navigate({ to: "/api-reference", search, replace: true });
      }}
    />
  );
}
