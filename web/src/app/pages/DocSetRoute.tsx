import { createLazyRoute, useLocation, useNavigate } from "@tanstack/react-router";
import { parseText } from "../search";
import { DocSetPage } from "@/features/docs/DocsPage";

export const Route = createLazyRoute("/signed-in/docs/$kind/$namespace/$name/$")({ component: DocSetRoute });

function DocSetRoute() {
  const { kind, namespace, name, _splat } = Route.useParams();
  const navigate = useNavigate();
  const hash = useLocation({ select: (location) => location.hash });
  return (
    <DocSetPage
      set={{ kind, namespace, name }}
      path={_splat ?? ""}
      hash={hash}
      text={parseText(Route.useSearch()).text ?? ""}
      onText={(text) => {
        void navigate({
          to: "/docs/$kind/$namespace/$name/$",
          params: { kind, namespace, name, _splat: _splat ?? "" },
          search: text === "" ? {} : { text },
          replace: true,
        });
      }}
    />
  );
}
