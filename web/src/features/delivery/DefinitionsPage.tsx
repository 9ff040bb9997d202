import { Link } from "@tanstack/react-router";
import { inWords } from "./definitionWords";
import { useDefinitions, type Definition } from "./definitions.queries";
import { CopyAs } from "@/shared/ui/CopyAs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Page } from "@/shared/ui/Page";
import { Skeleton } from "@/shared/ui/Skeleton";
import "./definitions.css";

interface DefinitionsPageProps {
  mayChange: boolean;
}

/** Every resource definition: what it makes, for whom, and how much of it there is. */
export function DefinitionsPage({ mayChange }: DefinitionsPageProps) {
  const definitions = useDefinitions();
  return (
    <Page
      title="Resource definitions"
      lead="How what workloads ask for is made, and for whom."
      actions={
        <>
          {mayChange && (
            <Link className="text-link" to="/resource-definitions/new">
              Declare a definition
            </Link>
          )}
          <CopyAs cli="towpath definition list" api="/api/v1/resource-definitions" />
        </>
      }
    >
      <div className="page-scroll definitions">
        {definitions.isPending && <Skeleton label="Loading the definitions" lines={6} />}
        {definitions.isError && <ErrorPanel error={definitions.error} onRetry={() => void definitions.refetch()} />}
        {definitions.isSuccess && definitions.data.items.length === 0 && (
          <EmptyState title="No definition is in force">
            Workloads can ask for nothing. Declare one: towpath catalog apply definition.yaml
          </EmptyState>
        )}
        {definitions.isSuccess && (
          <ul className="definition-list" aria-label="Definitions">
            {definitions.data.items.map((definition) => (
              <Row key={definition.name} definition={definition} />
            ))}
          </ul>
        )}
      </div>
    </Page>
  );
}

interface RowProps {
  definition: Definition;
}

function Row({ definition }: RowProps) {
  const { name, version, type, driver, description, criteria, resources, older, shipped } = definition;
  return (
    <li className="panel definition-row">
      <Link className="row-link" to="/resource-definitions/$name" params={{ name }}>
        <span className="row-title">{name}</span>
      </Link>
      <span className="soft">
        version {version}
        {shipped && ", shipped"}
      </span>
      <span className="definition-what">{description === "" ? `Makes ${type}.` : description}</span>
      <span className="soft">
        <code className="mono">{type}</code> by <code className="mono">{driver}</code>, serves{" "}
        {criteria.length === 0 ? "nothing" : criteria.map(inWords).join("; ")}
      </span>
      <span className="definition-count">
        {resources === 1 ? "1 resource" : `${String(resources)} resources`}
        {older > 0 && <span className="soft">, {older} with an older version</span>}
      </span>
    </li>
  );
}
