import { Button } from "@mantine/core";
import { useState } from "react";
import { ReceivedLog } from "./ReceivedLog";
import { SecretOnce } from "./SecretOnce";
import {
  useChangeSource,
  useCreateSource,
  useDeleteSource,
  useRenewSourceSecret,
  useSources,
  type Source,
  type SourceType,
} from "./federation.queries";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { FormError, Setting } from "@/shared/ui/Setting";
import { Skeleton } from "@/shared/ui/Skeleton";
import { RelativeTime } from "@/shared/ui/Time";
import "./federation.css";

const types: { value: SourceType; label: string }[] = [
  { value: "github", label: "GitHub" },
  { value: "gitlab", label: "GitLab" },
  { value: "gitea", label: "Gitea or Forgejo" },
  { value: "alertmanager", label: "Alertmanager" },
  { value: "pagerduty", label: "PagerDuty" },
  { value: "devlake", label: "What speaks to DevLake" },
  { value: "cdevents", label: "CDEvents" },
];

interface SourceSettingsProps {
  permissions: readonly string[];
}

/** Where other systems tell what happens there. */
export function SourceSettings({ permissions }: SourceSettingsProps) {
  const sources = useSources();
  const mayChange = permissions.includes("source.update");
  return (
    <>
      {mayChange && <NewSourceForm />}
      <Setting
        title="Sources"
        lead="What other systems tell is kept for 30 days with what was made of it, and can be read again."
      >
        {sources.isPending && <Skeleton label="Loading the sources" lines={3} />}
        {sources.isError && <ErrorPanel error={sources.error} onRetry={() => void sources.refetch()} />}
        {sources.data?.items.length === 0 && (
          <EmptyState
            title="No other system tells anything yet."
            action={<code className="feedback-hint mono">towpath source create github-shop --type github</code>}
          >
            Deployments and incidents elsewhere count in the outcomes from the first one on.
          </EmptyState>
        )}
        <ul className="setting-list">
          {sources.data?.items.map((source) => (
            <SourceRow key={source.name} source={source} mayChange={mayChange} />
          ))}
        </ul>
      </Setting>
    </>
  );
}

function NewSourceForm() {
  const create = useCreateSource();
  const [name, setName] = useState("");
  const [type, setType] = useState<SourceType>("github");
  const [component, setComponent] = useState("");
  return (
    <Setting title="New source" lead="An address for one sender, with a secret that is shown once.">
      <form
        className="setting-form"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate(
            { name, type, ...(component === "" ? {} : { component }) },
            {
              onSuccess: () => {
                setName("");
              },
            },
          );
        }}
      >
        <label>
          Name
          <input
            value={name}
            required
            placeholder="github-shop"
            onChange={(event) => {
              setName(event.currentTarget.value);
            }}
          />
        </label>
        <label>
          Who sends
          <select
            value={type}
            onChange={(event) => {
              setType(types.find(({ value }) => value === event.currentTarget.value)?.value ?? "github");
            }}
          >
            {types.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <label>
          Component
          <input
            value={component}
            placeholder="where it names none"
            onChange={(event) => {
              setComponent(event.currentTarget.value);
            }}
          />
        </label>
        <Button type="submit" size="xs" loading={create.isPending}>
          Create source
        </Button>
        <FormError error={create.error} />
      </form>
      {create.data !== undefined && (
        <SecretOnce secret={create.data.secret}>
          {`The sender needs it, and the address ${location.origin}${create.data.address}.`}
        </SecretOnce>
      )}
    </Setting>
  );
}

interface SourceRowProps {
  source: Source;
  mayChange: boolean;
}

function SourceRow({ source, mayChange }: SourceRowProps) {
  const [isOpen, setIsOpen] = useState(false);
  const [isAsked, setIsAsked] = useState(false);
  const change = useChangeSource(source.name);
  const renew = useRenewSourceSecret(source.name);
  const remove = useDeleteSource(source.name);
  return (
    <li className="setting-row">
      <span className="setting-name">
        <b className="clip">{source.name}</b>
        <small>
          {types.find(({ value }) => value === source.type)?.label} · <code className="mono">{source.address}</code>
          {!source.enabled && " · switched off"} ·{" "}
          {source.receivedAt === null ? (
            "nothing came yet"
          ) : (
            <>
              last received <RelativeTime at={source.receivedAt} />
            </>
          )}
        </small>
        {source.refusedAt !== null && (
          <small className="source-refused">
            Refused <RelativeTime at={source.refusedAt} />: {source.refusedBecause}
          </small>
        )}
      </span>
      <Button
        size="compact-xs"
        variant="default"
        aria-expanded={isOpen}
        aria-label={`${isOpen ? "Hide what came" : "What came"} from ${source.name}`}
        onClick={() => {
          setIsOpen(!isOpen);
        }}
      >
        {isOpen ? "Hide" : "What came"}
      </Button>
      {mayChange && (
        <>
          <Button
            size="compact-xs"
            variant="default"
            aria-busy={change.isPending}
            aria-label={`Switch ${source.enabled ? "off" : "on"} ${source.name}`}
            onClick={() => {
              change.mutate({ enabled: !source.enabled });
            }}
          >
            {source.enabled ? "Switch off" : "Switch on"}
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            aria-busy={renew.isPending}
            aria-label={`New secret for ${source.name}`}
            onClick={() => {
              renew.mutate();
            }}
          >
            New secret
          </Button>
          <Button
            size="compact-xs"
            variant={isAsked ? "filled" : "default"}
            {...(isAsked ? { color: "red" } : {})}
            loading={remove.isPending}
            aria-label={`${isAsked ? "Delete with all it received:" : "Delete"} ${source.name}`}
            onClick={() => {
              if (isAsked) remove.mutate();
              else setIsAsked(true);
            }}
          >
            {isAsked ? "Delete with all it received" : "Delete"}
          </Button>
        </>
      )}
      <FormError error={change.error ?? renew.error ?? remove.error} />
      {renew.data !== undefined && (
        <SecretOnce secret={renew.data.secret}>The old one is worth nothing any more.</SecretOnce>
      )}
      {isOpen && <ReceivedLog source={source.name} mayReplay={mayChange} />}
    </li>
  );
}
