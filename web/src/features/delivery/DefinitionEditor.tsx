import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import { AffectedList } from "./AffectedList";
import { LinesDiff } from "./LinesDiff";
import { useAffected, useSaveDefinition } from "./definitions.queries";
import { sayEcho } from "@/shared/ui/echo";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import "@/shared/ui/mantine-inputs.css";
import "./definitions.css";

interface DefinitionEditorProps {
  /** The text as it is saved; for a new one what it begins with. */
  text: string;
  fileName: string;
  isNew?: boolean;
  /** Called with the references of what was saved. */
  onSaved?: (refs: string[]) => void;
}

/** A definition as YAML: it is saved once it has been checked and one has seen which workloads it affects. */
export function DefinitionEditor({ text: saved, fileName, isNew = false, onSaved }: DefinitionEditorProps) {
  const [text, setText] = useState(saved);
  const [checked, setChecked] = useState<string>();
  const affected = useAffected();
  const save = useSaveDefinition();
  const isChecked = checked === text;
  const isChanged = isNew || text !== saved;
  return (
    <section className="panel definition-part" aria-label={isNew ? "The definition" : "Change it"}>
      <header>
        <h2>{isNew ? "The definition" : "Change it"}</h2>
        <small className="soft">
          First look which workloads it would affect, then save it. Each change is a version.
        </small>
      </header>
      <Textarea
        aria-label="The definition as YAML"
        classNames={{ input: "mono" }}
        rows={18}
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          affected.reset();
          save.reset();
        }}
      />
      {!isNew && isChanged && <LinesDiff before={saved} after={text} />}
      <div className="definition-buttons">
        <Button
          size="xs"
          variant={isChecked ? "default" : "filled"}
          loading={affected.isPending}
          disabled={!isChanged}
          onClick={() => {
            affected.mutate(
              { document: text, fileName },
              {
                onSuccess: () => {
                  setChecked(text);
                },
              },
            );
          }}
        >
          Which workloads would this affect?
        </Button>
        <Button
          size="xs"
          disabled={!isChecked || !isChanged}
          loading={save.isPending}
          onClick={() => {
            save.mutate(text, {
              onSuccess: ({ refs }) => {
                sayEcho({ text: "Saved; new resources are made with it" });
                setChecked(undefined);
                onSaved?.(refs);
              },
            });
          }}
        >
          Save
        </Button>
        {!isNew && isChanged && (
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              setText(saved);
              affected.reset();
              save.reset();
            }}
          >
            As it is now
          </Button>
        )}
      </div>
      {affected.isError && <ErrorPanel error={affected.error} />}
      {save.isError && <ErrorPanel error={save.error} />}
      {affected.isSuccess && isChecked && <AffectedList affected={affected.data} />}
    </section>
  );
}
