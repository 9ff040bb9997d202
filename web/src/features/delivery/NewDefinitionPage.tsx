import { DefinitionEditor } from "./DefinitionEditor";
import { begunFrom, blank } from "./definitionWords";
import { useDefinition } from "./definitions.queries";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Page } from "@/shared/ui/Page";
import { Skeleton } from "@/shared/ui/Skeleton";

interface NewDefinitionPageProps {
  /** The definition that it begins as; undefined for none. */
  from: string | undefined;
  /** Who writes it. */
  user: string;
  /** Names of components to try it out at. */
  components: readonly string[];
  onSaved: (name: string) => void;
}

/** Declares a definition. */
export function NewDefinitionPage({ from, user, components, onSaved }: NewDefinitionPageProps) {
  const other = useDefinition(from ?? "", from !== undefined);
  const text = from === undefined ? blank : other.data === undefined ? undefined : begunFrom(other.data.text, from);
  return (
    <Page
      title="Declare a definition"
      lead="A definition kept in a repository of the platform team is declared by pushing it instead."
    >
      <div className="page-scroll definitions">
        {other.isLoading && <Skeleton label="Loading the definition" lines={8} />}
        {other.isError && <ErrorPanel error={other.error} onRetry={() => void other.refetch()} />}
        {text !== undefined && (
          <DefinitionEditor
            text={text}
            name=""
            version={0}
            user={user}
            draft={`new:${from ?? ""}`}
            components={components}
            onSaved={(refs) => {
              const first = refs.find((ref) => ref.startsWith("resourcedefinition:"));
              onSaved(first?.slice(first.indexOf("/") + 1) ?? "");
            }}
          />
        )}
      </div>
    </Page>
  );
}
