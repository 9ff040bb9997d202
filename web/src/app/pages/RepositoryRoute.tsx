import { createLazyRoute, Link, useNavigate } from "@tanstack/react-router";
import { useEntity } from "@/features/catalog/catalog.queries";
import { RepositoryPage } from "@/features/forge/RepositoryPage";

export const Route = createLazyRoute("/signed-in/repositories/$name")({ component: RepositoryRoute });

function RepositoryRoute() {
  const { name } = Route.useParams();
  const navigate = useNavigate();
  return (
    <RepositoryPage
      key={name}
      name={name}
      components={<Component name={name} />}
      onOpened={(number) => {
        void navigate({
          to: "/repositories/$name/changes/$number",
          params: { name, number: String(number) },
        });
      }}
    />
  );
}

interface ComponentProps {
  name: string;
}

/** The component of the repository's name, when the catalog has it: golden paths give both one name. */
function Component({ name }: ComponentProps) {
  const parts = { kind: "component", namespace: "default", name };
  const entity = useEntity(parts);
  if (entity.data?.source.name !== `repository:${name}`) return null;
  return (
    <Link to="/catalog/$kind/$namespace/$name" params={parts}>
      Component {entity.data.title ?? name}
    </Link>
  );
}
