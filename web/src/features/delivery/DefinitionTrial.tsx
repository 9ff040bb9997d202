import { Button } from "@mantine/core";
import { useId, useState, type FormEvent } from "react";
import { TriedList } from "./TriedList";
import { useTrial, type TrialOrder } from "./definitions.queries";
import { useComponentStatus } from "./status.queries";
import { useSettled } from "@/shared/lib/settled";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Segments } from "@/shared/ui/Segments";
import "./definitions.css";

interface DefinitionTrialProps {
  /** As it is written now. */
  text: string;
  fileName: string;
  /** Names of those one may see. */
  components: readonly string[];
}

type Where = "component" | "place";

interface Thought {
  type: string;
  class: string;
  id: string;
  project: string;
  environment: string;
  environmentType: string;
  /** A line for each: "size=small". */
  params: string;
}

const nowhere: Thought = { type: "", class: "", id: "", project: "", environment: "", environmentType: "", params: "" };
const pause = 300;
const mostNames = 50;

/** Would it match there, why, with what, and what would its driver do? Nothing is saved. */
export function DefinitionTrial({ text, fileName, components }: DefinitionTrialProps) {
  const [where, setWhere] = useState<Where>("component");
  const [component, setComponent] = useState("");
  const [environment, setEnvironment] = useState("");
  const [thought, setThought] = useState(nowhere);
  const [tried, setTried] = useState<TrialOrder>();
  const trial = useTrial();

  function submit(event: FormEvent) {
    event.preventDefault();
    const { params, ...said } = thought;
    const given = Object.entries(said).filter(([, value]) => value !== "");
    const order: TrialOrder = {
      document: text,
      fileName,
      ...(where === "component"
        ? { component, environment }
        : { place: { ...Object.fromEntries(given), type: thought.type, params: paramsOf(params) } }),
    };
    setTried(order);
    trial.mutate(order);
  }

  return (
    <section className="panel definition-part" aria-label="Try it out">
      <header>
        <h2>Try it out</h2>
        <small className="soft">Would it serve a resource there, why, and with what? Nothing is saved or made.</small>
      </header>
      <Segments
        label="Where"
        segments={[
          { value: "component", label: "A component" },
          { value: "place", label: "A resource I think of" },
        ]}
        value={where}
        onChange={(next) => {
          setWhere(next);
          trial.reset();
        }}
      />
      <form className="definition-trial" onSubmit={submit}>
        {where === "component" ? (
          <ComponentFields
            components={components}
            component={component}
            environment={environment}
            onComponent={setComponent}
            onEnvironment={setEnvironment}
          />
        ) : (
          <ThoughtFields thought={thought} onChange={setThought} />
        )}
        <Button type="submit" size="xs" variant="default" loading={trial.isPending}>
          Try it out
        </Button>
      </form>
      <code className="mono faint">
        towpath definition test {fileName}{" "}
        {where === "component" ? `--component ${component} --env ${environment}` : `--type ${thought.type}`}
      </code>
      {trial.isError && <ErrorPanel error={trial.error} />}
      {trial.isSuccess && tried !== undefined && (
        <>
          {tried.document !== text && (
            <p className="soft" role="status">
              This is about an earlier text: try it out again.
            </p>
          )}
          <TriedList key={trial.submittedAt} trial={trial.data} order={tried} />
        </>
      )}
    </section>
  );
}

interface ComponentFieldsProps {
  components: readonly string[];
  component: string;
  environment: string;
  onComponent: (name: string) => void;
  onEnvironment: (name: string) => void;
}

function ComponentFields({ components, component, environment, onComponent, onEnvironment }: ComponentFieldsProps) {
  const names = useId();
  const settled = useSettled(component, pause);
  const status = useComponentStatus(settled, components.includes(settled));
  const environments = settled === component ? (status.data?.environments ?? []) : [];
  return (
    <>
      <label className="sheet-field">
        Component
        <input
          required
          autoComplete="off"
          list={names}
          value={component}
          onChange={(event) => {
            onComponent(event.currentTarget.value);
            onEnvironment("");
          }}
        />
      </label>
      <datalist id={names}>
        {components
          .filter((name) => name.includes(component))
          .slice(0, mostNames)
          .map((name) => (
            <option key={name} value={name} />
          ))}
      </datalist>
      <label className="sheet-field">
        Environment
        <select
          required
          disabled={environments.length === 0}
          value={environment}
          onChange={(event) => {
            onEnvironment(event.currentTarget.value);
          }}
        >
          <option value="">
            {environments.length > 0 ? "Choose one" : status.isFetching ? "Loading…" : "Name a component first"}
          </option>
          {environments.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {status.isError && <ErrorPanel error={status.error} onRetry={() => void status.refetch()} />}
    </>
  );
}

interface ThoughtFieldsProps {
  thought: Thought;
  onChange: (thought: Thought) => void;
}

/** A number or a truth value as what it is, everything else as text. */
function paramOf(text: string): unknown {
  if (text === "true" || text === "false") return text === "true";
  return /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) ? Number(text) : text;
}

/** What a workload would say, a line for each. */
function paramsOf(text: string): Record<string, unknown> {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return Object.fromEntries(
    lines.map((line): [string, unknown] => {
      const [name = "", ...rest] = line.split("=");
      return [name.trim(), paramOf(rest.join("=").trim())];
    }),
  );
}

const fields: { key: Exclude<keyof Thought, "environmentType" | "params">; label: string; placeholder: string }[] = [
  { key: "type", label: "Type", placeholder: "postgres" },
  { key: "class", label: "Class", placeholder: "default" },
  { key: "id", label: "Id", placeholder: "workloads.shop.db" },
  { key: "project", label: "Project", placeholder: "any" },
  { key: "environment", label: "Environment", placeholder: "any" },
];

function ThoughtFields({ thought, onChange }: ThoughtFieldsProps) {
  return (
    <>
      {fields.map(({ key, label, placeholder }) => (
        <label key={key} className="sheet-field">
          {label}
          <input
            required={key === "type"}
            autoComplete="off"
            placeholder={placeholder}
            value={thought[key]}
            onChange={(event) => {
              onChange({ ...thought, [key]: event.currentTarget.value });
            }}
          />
        </label>
      ))}
      <label className="sheet-field">
        Type of environment
        <select
          value={thought.environmentType}
          onChange={(event) => {
            onChange({ ...thought, environmentType: event.currentTarget.value });
          }}
        >
          <option value="">any</option>
          {["development", "staging", "production", "ephemeral"].map((type) => (
            <option key={type} value={type}>
              {type}
            </option>
          ))}
        </select>
      </label>
      <label className="sheet-field">
        What the workload says
        <textarea
          className="mono"
          rows={2}
          spellCheck={false}
          placeholder="size=small"
          value={thought.params}
          onChange={(event) => {
            onChange({ ...thought, params: event.currentTarget.value });
          }}
        />
      </label>
    </>
  );
}
