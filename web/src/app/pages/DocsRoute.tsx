import { createLazyRoute, useNavigate } from "@tanstack/react-router";
import { parseText } from "../search";
import { DocsPage } from "@/features/docs/DocsPage";

export const Route = createLazyRoute("/signed-in/docs")({ component: DocsRoute });

function DocsRoute() {
  const navigate = useNavigate();
  return (
    <DocsPage
      text={parseText(Route.useSearch()).text ?? ""}
      onText={(text) => {
        void navigate({ to: "/docs", search: text === "" ? {} : { text }, replace: true });
      }}
    />
  );
}
