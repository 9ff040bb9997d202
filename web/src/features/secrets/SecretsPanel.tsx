import { Button } from "@mantine/core";
import { useState, type SyntheticEvent } from "react";
import { useDeleteSecret, useSecrets, useSetSecret, type SecretInfo } from "./secrets.queries";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Skeleton } from "@/shared/ui/Skeleton";
import { RelativeTime } from "@/shared/ui/Time";
import "./secrets.css";

interface SecretsPanelProps {
  component: string;
  environments: string[];
}

/** The secrets a component gets: named and replaced here, never shown. */
export function SecretsPanel({ component, environments }: SecretsPanelProps) {
  const scopes = [
    { scope: `component.${component}`, label: "all environments" },
    ...environments.map((each) => ({ scope: `component.${component}.${each}`, label: each })),
  ];
  const answers = useSecrets(scopes.map((each) => each.scope));
  const set = useSetSecret();
  const remove = useDeleteSecret();
  const [draft, setDraft] = useState({ scope: scopes[0]?.scope ?? "", name: "", value: "" });
  const failed = answers.find((answer) => answer.isError);
  const labels = new Map(scopes.map((each) => [each.scope, each.label]));

  function save(event: SyntheticEvent) {
    event.preventDefault();
    set.mutate(draft, {
      onSuccess: () => {
        setDraft({ ...draft, name: "", value: "" });
      },
    });
  }

  if (failed?.error) {
    return (
      <section className="panel secrets" aria-label="Secrets">
        <ErrorPanel error={failed.error} onRetry={() => void failed.refetch()} />
      </section>
    );
  }
  if (answers.some((answer) => answer.data === undefined)) return <Skeleton label="Loading the secrets" lines={3} />;
  const items = answers.flatMap((answer) => answer.data?.items ?? []);
  return (
    <section className="panel secrets" aria-label="Secrets">
      <header>
        <h2>Secrets</h2>
        <p className="faint">
          Values go in and never come out. A secret of one environment wins over the one of all environments.
        </p>
      </header>
      {items.length === 0 ? (
        <EmptyState
          title="It has no secrets."
          action={<code className="mono">{`towpath secret set NAME --component ${component}`}</code>}
        >
          Keys and passwords that no resource brings belong here.
        </EmptyState>
      ) : (
        <ul className="secret-list">
          {items.map((secret) => (
            <Row
              key={`${secret.scope} ${secret.name}`}
              secret={secret}
              where={labels.get(secret.scope) ?? secret.scope}
              onReplace={() => {
                setDraft({ scope: secret.scope, name: secret.name, value: "" });
              }}
              onDelete={() => {
                remove.mutate({ scope: secret.scope, name: secret.name });
              }}
            />
          ))}
        </ul>
      )}
      <form className="secret-form" aria-label="Store a secret" onSubmit={save}>
        <input
          className="text-filter mono"
          aria-label="Name of the secret"
          placeholder="NAME"
          required
          value={draft.name}
          onChange={(event) => {
            setDraft({ ...draft, name: event.currentTarget.value });
          }}
        />
        <input
          className="text-filter mono"
          type="password"
          autoComplete="off"
          aria-label="Value of the secret"
          placeholder="value"
          required
          value={draft.value}
          onChange={(event) => {
            setDraft({ ...draft, value: event.currentTarget.value });
          }}
        />
        <select
          className="text-filter"
          aria-label="Where it is used"
          value={draft.scope}
          onChange={(event) => {
            setDraft({ ...draft, scope: event.currentTarget.value });
          }}
        >
          {scopes.map((each) => (
            <option key={each.scope} value={each.scope}>
              {each.label}
            </option>
          ))}
        </select>
        <Button size="xs" variant="default" type="submit" loading={set.isPending}>
          Store secret
        </Button>
      </form>
      <div role="status" className="secret-status">
        {set.isSuccess && `${set.data.name} is stored as version ${String(set.data.version)}.`}
      </div>
      {set.isError && <ErrorPanel error={set.error} />}
      {remove.isError && <ErrorPanel error={remove.error} />}
    </section>
  );
}

interface RowProps {
  secret: SecretInfo;
  where: string;
  onReplace: () => void;
  onDelete: () => void;
}

/** Deleting asks once more, in place. */
function Row({ secret, where, onReplace, onDelete }: RowProps) {
  const [isAsking, setIsAsking] = useState(false);
  return (
    <li>
      <code className="mono">{secret.name}</code>
      <span className="soft">{where}</span>
      <span className="faint tabular">
        v{secret.version} · <RelativeTime at={secret.updatedAt} />
      </span>
      <span className="secret-actions">
        {isAsking ? (
          <>
            <Button size="compact-xs" color="red" onClick={onDelete}>
              Delete {secret.name}
            </Button>
            <Button
              size="compact-xs"
              variant="subtle"
              color="gray"
              onClick={() => {
                setIsAsking(false);
              }}
            >
              Keep
            </Button>
          </>
        ) : (
          <>
            <Button size="compact-xs" variant="default" onClick={onReplace}>
              Replace
            </Button>
            <Button
              size="compact-xs"
              variant="subtle"
              color="gray"
              onClick={() => {
                setIsAsking(true);
              }}
            >
              Delete
            </Button>
          </>
        )}
      </span>
    </li>
  );
}
