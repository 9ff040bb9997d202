import { DefinitionEditor } from "./DefinitionEditor";
import { blank } from "./definitionWords";
import { Page } from "@/shared/ui/Page";

interface NewDefinitionPageProps {
  onSaved: (name: string) => void;
}

/** Declares a definition. */
export function NewDefinitionPage({ onSaved }: NewDefinitionPageProps) {
  return (
    <Page
      title="Declare a definition"
      lead="A definition kept in a repository of the platform team is declared by pushing it instead."
    >
      <div className="page-scroll definitions">
        <DefinitionEditor
          isNew
          text={blank}
          fileName="definition.yaml"
          onSaved={(refs) => {
            const first = refs.find((ref) => ref.startsWith("resourcedefinition:"));
            onSaved(first?.slice(first.indexOf("/") + 1) ?? "");
          }}
        />
      </div>
    </Page>
  );
}
