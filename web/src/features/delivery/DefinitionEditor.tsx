import { Button } from "@mantine/core";
import { useEffect, useId, useRef, useState } from "react";
import { AffectedList } from "./AffectedList";
import { DefinitionTrial } from "./DefinitionTrial";
import { LinesDiff } from "./LinesDiff";
import { ProblemList } from "./ProblemList";
import { goTo, YamlField } from "./YamlField";
import { forgetDefinitionDraft, readDefinitionDraft, writeDefinitionDraft } from "./definitionDraft";
import { useAffected, useDefinitionCheck, useSaveDefinition } from "./definitions.queries";
import { useSettled } from "@/shared/lib/settled";
import { sayEcho } from "@/shared/ui/echo";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import "./definitions.css";

interface DefinitionEditorProps {
  /** The text as it is saved; for a new one what it begins with. */
  text: string;
  /** The definition it is of; "" for a new one. */
  name: string;
  /** That is there; 0 for a new one. */
  version: number;
  /** Who writes: what was written is kept for them. */
  user: string;
  /** Under what it is kept, when it is no change of that definition. */
  draft?: string;
  /** Names of components to try it out at. */
  components: readonly string[];
  /** Called with the references of what was saved. */
  onSaved?: (refs: string[]) => void;
}

/** Milliseconds without a key until what was written is looked at. */
const pause = 500;

/** A definition as YAML: checked while it is written, tried out, and saved as it was previewed. */
export function DefinitionEditor(props: DefinitionEditorProps) {
  const { text: saved, name, version, user, components, onSaved, draft: subject = name } = props;
  const isNew = name === "";
  const [kept] = useState(() => readDefinitionDraft(user, subject));
  const [text, setText] = useState(kept?.text ?? saved);
  const [base, setBase] = useState(kept?.version ?? version);
  const [previewed, setPreviewed] = useState<string>();
  const area = useRef<HTMLTextAreaElement>(null);
  const problems = useId();
  const isChanged = isNew || text !== saved;
  const fileName = isNew ? "definition.yaml" : `${name}.yaml`;
  const settled = useSettled(text, pause);
  const check = useDefinitionCheck(settled, fileName, isChanged);
  const affected = useAffected();
  const save = useSaveDefinition();
  const isSettled = settled === text;
  const verdict = isSettled ? check.data : undefined;
  const isPreviewed = previewed === text && affected.isSuccess;

  useEffect(() => {
    if (text === saved) forgetDefinitionDraft(user, subject);
    else writeDefinitionDraft(user, subject, { text, version: base });
  }, [user, subject, text, saved, base]);

  function write(next: string) {
    setText(next);
    affected.reset();
    save.reset();
  }

  function preview() {
    affected.mutate(
      { document: text, fileName },
      {
        onSuccess: () => {
          setPreviewed(text);
        },
      },
    );
  }

  function saveIt(digest: string) {
    save.mutate(
      { document: text, fileName, preview: digest },
      {
        onSuccess: ({ refs }) => {
          sayEcho({ text: "Saved; new resources are made with it" });
          forgetDefinitionDraft(user, subject);
          setPreviewed(undefined);
          onSaved?.(refs);
        },
      },
    );
  }

  return (
    <>
      <section className="panel definition-part" aria-label={isNew ? "The definition" : "Change it"}>
        <header>
          <h2>{isNew ? "The definition" : "Change it"}</h2>
          <small className="soft">
            What you write is kept in this browser. Look which workloads it would affect, then save it: each change is a
            version.
          </small>
        </header>
        {!isNew && base !== version && text !== saved && (
          <p className="definition-problem" role="status">
            You began this with version {base}; version {version} is there now. What would change of it is below.
          </p>
        )}
        <YamlField
          label="The definition as YAML"
          value={text}
          wrongLines={new Set(isChanged ? verdict?.problems.map(({ line }) => line) : [])}
          describedBy={isChanged && !check.isError ? problems : undefined}
          area={area}
          onChange={write}
        />
        {isChanged && !check.isError && (
          <ProblemList
            id={problems}
            check={verdict}
            onGo={(line, column) => {
              if (area.current !== null) goTo(area.current, line, column);
            }}
          />
        )}
        {isChanged && check.isError && <ErrorPanel error={check.error} onRetry={() => void check.refetch()} />}
        {!isNew && isChanged && <LinesDiff before={saved} after={text} />}
        <div className="definition-buttons">
          <Button
            size="xs"
            variant={isPreviewed ? "default" : "filled"}
            loading={affected.isPending}
            disabled={!isChanged}
            onClick={preview}
          >
            Which workloads would this affect?
          </Button>
          <Button
            size="xs"
            disabled={!isPreviewed || !isChanged}
            loading={save.isPending}
            onClick={() => {
              saveIt(affected.data?.digest ?? "");
            }}
          >
            Save
          </Button>
          {text !== saved && (
            <Button
              size="xs"
              variant="default"
              onClick={() => {
                write(saved);
                setBase(version);
              }}
            >
              {isNew ? "Begin again" : "As it is now"}
            </Button>
          )}
          <code className="mono faint">towpath definition save {fileName}</code>
        </div>
        {affected.isError && <ErrorPanel error={affected.error} />}
        {save.isError && <ErrorPanel error={save.error} />}
        {isPreviewed && affected.data !== undefined && <AffectedList affected={affected.data} />}
      </section>
      <DefinitionTrial text={text} fileName={fileName} components={components} />
    </>
  );
}
