import { Button } from "@mantine/core";
import { useState, type SyntheticEvent } from "react";
import { useConfigurations, useConfigure } from "./configuration.queries";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Skeleton } from "@/shared/ui/Skeleton";
import "./configuration.css";

interface ConfigurationPanelProps {
  component: string;
  environments: string[];
}

/** Values by name and environment side by side: what differs between environments stands out. */
export function ConfigurationPanel({ component, environments }: ConfigurationPanelProps) {
  const answers = useConfigurations(component, environments);
  const configure = useConfigure(component);
  const [editing, setEditing] = useState<{ name: string; environment: string }>();
  const failed = answers.find((answer) => answer.isError);
  if (failed?.error) {
    return (
      <section className="panel configuration" aria-label="Configuration">
        <ErrorPanel error={failed.error} onRetry={() => void failed.refetch()} />
      </section>
    );
  }
  if (answers.some((answer) => answer.data === undefined))
    return <Skeleton label="Loading the configuration" lines={4} />;
  const columns = environments.map((environment, index) => ({
    environment,
    version: answers[index]?.data?.version ?? 0,
    values: answers[index]?.data?.values ?? {},
  }));
  const names = [...new Set(columns.flatMap((column) => Object.keys(column.values)))].sort();

  function put(environment: string, name: string, value: string | undefined) {
    const column = columns.find((each) => each.environment === environment);
    const { [name]: _, ...rest } = column?.values ?? {};
    configure.mutate(
      { environment, values: value === undefined ? rest : { ...rest, [name]: value } },
      {
        onSuccess: () => {
          setEditing(undefined);
        },
      },
    );
  }

  return (
    <section className="panel configuration" aria-label="Configuration">
      <header>
        <h2>Configuration</h2>
        <p className="faint">
          Environment variables of the workload. A change makes a new version, which takes effect with the next
          deployment.
        </p>
      </header>
      {names.length === 0 ? (
        <EmptyState
          title="Nothing is configured."
          action={
            <code className="mono">{`towpath config set ${component} ${environments[0] ?? "development"} NAME`}</code>
          }
        >
          What score.yaml says is enough for it to run. Values that differ between environments belong here.
        </EmptyState>
      ) : (
        <div className="configuration-scroll">
          <table className="configuration-table">
            <thead>
              <tr>
                <th scope="col">Name</th>
                {columns.map((column) => (
                  <th key={column.environment} scope="col">
                    {column.environment} <span className="faint tabular">v{column.version}</span>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {names.map((name) => {
                const isDifferent = new Set(columns.map((column) => column.values[name])).size > 1;
                return (
                  <tr key={name} data-different={isDifferent || undefined}>
                    <th scope="row" className="mono">
                      {name}
                      {isDifferent && <span className="configuration-mark"> differs</span>}
                    </th>
                    {columns.map((column) => (
                      <td key={column.environment}>
                        {editing?.name === name && editing.environment === column.environment ? (
                          <ValueForm
                            label={`${name} in ${column.environment}`}
                            value={column.values[name] ?? ""}
                            isBusy={configure.isPending}
                            onSave={(value) => {
                              put(column.environment, name, value);
                            }}
                            onUnset={
                              name in column.values
                                ? () => {
                                    put(column.environment, name, undefined);
                                  }
                                : undefined
                            }
                            onCancel={() => {
                              setEditing(undefined);
                            }}
                          />
                        ) : (
                          <button
                            type="button"
                            className="configuration-value mono"
                            aria-label={`Change ${name} in ${column.environment}`}
                            onClick={() => {
                              configure.reset();
                              setEditing({ name, environment: column.environment });
                            }}
                          >
                            {column.values[name] ?? <span className="faint">not set</span>}
                          </button>
                        )}
                      </td>
                    ))}
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
      <NewVariable environments={environments} isBusy={configure.isPending} onAdd={put} />
      <div role="status" className="configuration-status">
        {configure.isSuccess && (
          <>
            Version {configure.data.version} of {configure.variables.environment} was made. It takes effect with the
            next deployment:{" "}
            <code className="mono">{`towpath deploy ${component} --env ${configure.variables.environment}`}</code>
          </>
        )}
      </div>
      {configure.isError && <ErrorPanel error={configure.error} />}
    </section>
  );
}

interface ValueFormProps {
  label: string;
  value: string;
  isBusy: boolean;
  onSave: (value: string) => void;
  onUnset: (() => void) | undefined;
  onCancel: () => void;
}

function ValueForm({ label, value, isBusy, onSave, onUnset, onCancel }: ValueFormProps) {
  const [draft, setDraft] = useState(value);
  function save(event: SyntheticEvent) {
    event.preventDefault();
    onSave(draft);
  }
  return (
    <form className="configuration-form" onSubmit={save}>
      <input
        className="text-filter mono"
        aria-label={label}
        value={draft}
        ref={(input) => input?.focus()}
        onChange={(event) => {
          setDraft(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape") onCancel();
        }}
      />
      <Button size="compact-xs" type="submit" loading={isBusy}>
        Save
      </Button>
      {onUnset !== undefined && (
        <Button size="compact-xs" variant="default" disabled={isBusy} onClick={onUnset}>
          Unset
        </Button>
      )}
      <Button size="compact-xs" variant="subtle" color="gray" onClick={onCancel}>
        Cancel
      </Button>
    </form>
  );
}

interface NewVariableProps {
  environments: string[];
  isBusy: boolean;
  onAdd: (environment: string, name: string, value: string) => void;
}

function NewVariable({ environments, isBusy, onAdd }: NewVariableProps) {
  const [name, setName] = useState("");
  const [value, setValue] = useState("");
  const [environment, setEnvironment] = useState(environments[0] ?? "");
  function add(event: SyntheticEvent) {
    event.preventDefault();
    onAdd(environment, name, value);
    setName("");
    setValue("");
  }
  return (
    <form className="configuration-form configuration-new" aria-label="Set a value" onSubmit={add}>
      <input
        className="text-filter mono"
        aria-label="Name"
        placeholder="NAME"
        required
        value={name}
        onChange={(event) => {
          setName(event.currentTarget.value);
        }}
      />
      <input
        className="text-filter mono"
        aria-label="Value"
        placeholder="value"
        value={value}
        onChange={(event) => {
          setValue(event.currentTarget.value);
        }}
      />
      <select
        className="text-filter"
        aria-label="Environment"
        value={environment}
        onChange={(event) => {
          setEnvironment(event.currentTarget.value);
        }}
      >
        {environments.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
      <Button size="xs" variant="default" type="submit" disabled={name === ""} loading={isBusy}>
        Set value
      </Button>
    </form>
  );
}
