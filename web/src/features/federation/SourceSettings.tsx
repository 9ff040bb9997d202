import { Button } from "@mantine/core";
import { useState } from "react";
import { ReceivedLog } from "./ReceivedLog";
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
import { SecretOnce } from "@/shared/ui/SecretOnce";
import { FormError, Setting } from "@/shared/ui/Setting";
import { SettingForm, SettingSelect, SettingText } from "@/shared/ui/SettingForm";
import { SettingList } from "@/shared/ui/SettingList";
import { SureButton } from "@/shared/ui/SureButton";
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
        <SettingList
          query={sources}
          loading="Loading the sources"
          empty={
            <EmptyState
              title="No other system tells anything yet."
              action={<code className="feedback-hint mono">towpath source create github-shop --type github</code>}
            >
              Deployments and incidents elsewhere count in the outcomes from the first one on.
            </EmptyState>
          }
        >
          {(items) => items.map((source) => <SourceRow key={source.name} source={source} mayChange={mayChange} />)}
        </SettingList>
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
      <SettingForm
        submit="Create source"
        request={create}
        onSubmit={() => {
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
        <SettingText label="Name" value={name} required placeholder="github-shop" onChange={setName} />
        <SettingSelect label="Who sends" options={types} value={type} onChange={setType} />
        <SettingText label="Component" value={component} placeholder="where it names none" onChange={setComponent} />
      </SettingForm>
      {create.data !== undefined && (
        <SecretOnce noun="secret" secret={create.data.secret}>
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
          <SureButton
            first={{ text: "Delete", name: `Delete ${source.name}` }}
            second={{ text: "Delete with all it received", name: `Delete with all it received: ${source.name}` }}
            isPending={remove.isPending}
            onSure={() => {
              remove.mutate();
            }}
          />
        </>
      )}
      <FormError error={change.error ?? renew.error ?? remove.error} />
      {renew.data !== undefined && (
        <SecretOnce noun="secret" secret={renew.data.secret}>
          The old one is worth nothing any more.
        </SecretOnce>
      )}
      {isOpen && <ReceivedLog source={source.name} mayReplay={mayChange} />}
    </li>
  );
}
