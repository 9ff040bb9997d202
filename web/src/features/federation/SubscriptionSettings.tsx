import { Button } from "@mantine/core";
import { useState } from "react";
import { DeliveryLog } from "./DeliveryLog";
import {
  useChangeSubscription,
  useCreateSubscription,
  useDeleteSubscription,
  useGreet,
  useSubscriptions,
  type Subscription,
  type SubscriptionTopic,
} from "./federation.queries";
import { CheckGroup } from "@/shared/ui/CheckGroup";
import { EmptyState } from "@/shared/ui/EmptyState";
import { SecretOnce } from "@/shared/ui/SecretOnce";
import { FormError, Setting } from "@/shared/ui/Setting";
import { SettingForm, SettingSelect, SettingText } from "@/shared/ui/SettingForm";
import { SettingList } from "@/shared/ui/SettingList";
import { SureButton } from "@/shared/ui/SureButton";
import "./federation.css";

const topics: SubscriptionTopic[] = [
  "deployments",
  "pipelines",
  "changes",
  "incidents",
  "announcements",
  "roadmap",
  "surveys",
];

const formats: { value: Subscription["format"]; label: string }[] = [
  { value: "cdevents", label: "CDEvents, for programs" },
  { value: "chat", label: "Lines of text, for a chat" },
];

interface SubscriptionSettingsProps {
  permissions: readonly string[];
}

/** Who is told what happens here. */
export function SubscriptionSettings({ permissions }: SubscriptionSettingsProps) {
  const subscriptions = useSubscriptions();
  const mayChange = permissions.includes("subscription.update");
  return (
    <>
      {mayChange && <NewSubscriptionForm />}
      <Setting title="Subscriptions" lead="Each request is signed and tried up to eight times in about ten hours.">
        <SettingList
          query={subscriptions}
          loading="Loading the subscriptions"
          empty={
            <EmptyState
              title="Nobody is told anything."
              action={<code className="feedback-hint mono">towpath subscription create pipeline-events</code>}
            >
              Other systems hear of deployments, changes and incidents as CDEvents, people in their chat also of what is
              announced, shipped and asked.
            </EmptyState>
          }
        >
          {(items) =>
            items.map((subscription) => (
              <SubscriptionRow key={subscription.name} subscription={subscription} mayChange={mayChange} />
            ))
          }
        </SettingList>
      </Setting>
    </>
  );
}

function NewSubscriptionForm() {
  const create = useCreateSubscription();
  const [name, setName] = useState("");
  const [url, setUrl] = useState("");
  const [format, setFormat] = useState<Subscription["format"]>("cdevents");
  const [chosen, setChosen] = useState<SubscriptionTopic[]>([]);
  return (
    <Setting title="New subscription" lead="The address may hold a token: only its host is shown from then on.">
      <SettingForm
        submit="Create subscription"
        request={create}
        onSubmit={() => {
          create.mutate(
            { name, url, format, topics: chosen },
            {
              onSuccess: () => {
                setName("");
                setUrl("");
              },
            },
          );
        }}
      >
        <SettingText label="Name" value={name} required placeholder="ops-chat" onChange={setName} />
        <SettingText
          label="Address"
          value={url}
          required
          type="url"
          placeholder="https://hooks.example.org/…"
          onChange={setUrl}
        />
        <SettingSelect label="Format" options={formats} value={format} onChange={setFormat} />
        <CheckGroup legend="Topics; all when none is chosen" options={topics} chosen={chosen} onChange={setChosen} />
      </SettingForm>
      {create.data !== undefined && (
        <SecretOnce noun="secret" secret={create.data.secret}>
          The receiver checks signatures by it, as Standard Webhooks have it.
        </SecretOnce>
      )}
    </Setting>
  );
}

interface SubscriptionRowProps {
  subscription: Subscription;
  mayChange: boolean;
}

function SubscriptionRow({ subscription, mayChange }: SubscriptionRowProps) {
  const { name, enabled } = subscription;
  const [isOpen, setIsOpen] = useState(false);
  const change = useChangeSubscription(name);
  const greet = useGreet(name);
  const remove = useDeleteSubscription(name);
  return (
    <li className="setting-row">
      <span className="setting-name">
        <b className="clip">{name}</b>
        <small>
          {subscription.format === "chat" ? "Lines of text" : "CDEvents"} to{" "}
          <code className="mono">{subscription.place}</code> ·{" "}
          {subscription.topics.length === 0 ? "everything" : subscription.topics.join(", ")}
          {subscription.component !== null && ` about ${subscription.component}`}
          {!enabled && " · switched off"}
        </small>
      </span>
      <Button
        size="compact-xs"
        variant="default"
        aria-expanded={isOpen}
        aria-label={`${isOpen ? "Hide what was sent" : "What was sent"} to ${name}`}
        onClick={() => {
          setIsOpen(!isOpen);
        }}
      >
        {isOpen ? "Hide" : "What was sent"}
      </Button>
      {mayChange && (
        <>
          <Button
            size="compact-xs"
            variant="default"
            aria-busy={greet.isPending}
            aria-label={`Send greeting to ${name}`}
            onClick={() => {
              greet.mutate(undefined, {
                onSuccess: () => {
                  setIsOpen(true);
                },
              });
            }}
          >
            Send greeting
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            aria-busy={change.isPending}
            aria-label={`Switch ${enabled ? "off" : "on"} ${name}`}
            onClick={() => {
              change.mutate(!enabled);
            }}
          >
            {enabled ? "Switch off" : "Switch on"}
          </Button>
          <SureButton
            first={{ text: "Delete", name: `Delete ${name}` }}
            second={{ text: "Delete with what is on its way", name: `Really delete ${name}` }}
            isPending={remove.isPending}
            onSure={() => {
              remove.mutate();
            }}
          />
        </>
      )}
      <FormError error={change.error ?? greet.error ?? remove.error} />
      {isOpen && <DeliveryLog subscription={name} mayRetry={mayChange} />}
    </li>
  );
}
