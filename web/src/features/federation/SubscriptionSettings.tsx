import { Button } from "@mantine/core";
import { useState } from "react";
import { DeliveryLog } from "./DeliveryLog";
import { SecretOnce } from "./SecretOnce";
import {
  useChangeSubscription,
  useCreateSubscription,
  useDeleteSubscription,
  useGreet,
  useSubscriptions,
  type Subscription,
  type SubscriptionTopic,
} from "./federation.queries";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { FormError, Setting } from "@/shared/ui/Setting";
import { Skeleton } from "@/shared/ui/Skeleton";
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
        {subscriptions.isPending && <Skeleton label="Loading the subscriptions" lines={3} />}
        {subscriptions.isError && (
          <ErrorPanel error={subscriptions.error} onRetry={() => void subscriptions.refetch()} />
        )}
        {subscriptions.data?.items.length === 0 && (
          <EmptyState
            title="Nobody is told anything."
            action={<code className="feedback-hint mono">towpath subscription create pipeline-events</code>}
          >
            Other systems hear of deployments, changes and incidents as CDEvents, people in their chat also of what is
            announced, shipped and asked.
          </EmptyState>
        )}
        <ul className="setting-list">
          {subscriptions.data?.items.map((subscription) => (
            <SubscriptionRow key={subscription.name} subscription={subscription} mayChange={mayChange} />
          ))}
        </ul>
      </Setting>
    </>
  );
}

function NewSubscriptionForm() {
  const create = useCreateSubscription();
  const [name, setName] = useState("");
  const [url, setUrl] = useState("");
  const [format, setFormat] = useState<"cdevents" | "chat">("cdevents");
  const [chosen, setChosen] = useState<SubscriptionTopic[]>([]);
  return (
    <Setting title="New subscription" lead="The address may hold a token: only its host is shown from then on.">
      <form
        className="setting-form"
        onSubmit={(event) => {
          event.preventDefault();
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
        <label>
          Name
          <input
            value={name}
            required
            placeholder="ops-chat"
            onChange={(event) => {
              setName(event.currentTarget.value);
            }}
          />
        </label>
        <label>
          Address
          <input
            value={url}
            required
            type="url"
            placeholder="https://hooks.example.org/…"
            onChange={(event) => {
              setUrl(event.currentTarget.value);
            }}
          />
        </label>
        <label>
          Format
          <select
            value={format}
            onChange={(event) => {
              setFormat(event.currentTarget.value === "chat" ? "chat" : "cdevents");
            }}
          >
            <option value="cdevents">CDEvents, for programs</option>
            <option value="chat">Lines of text, for a chat</option>
          </select>
        </label>
        <fieldset className="topic-choice">
          <legend>Topics; all when none is chosen</legend>
          {topics.map((topic) => (
            <label key={topic}>
              <input
                type="checkbox"
                checked={chosen.includes(topic)}
                onChange={(event) => {
                  setChosen(event.currentTarget.checked ? [...chosen, topic] : chosen.filter((each) => each !== topic));
                }}
              />
              {topic}
            </label>
          ))}
        </fieldset>
        <Button type="submit" size="xs" loading={create.isPending}>
          Create subscription
        </Button>
        <FormError error={create.error} />
      </form>
      {create.data !== undefined && (
        <SecretOnce secret={create.data.secret}>
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
  const [isAsked, setIsAsked] = useState(false);
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
          <Button
            size="compact-xs"
            variant={isAsked ? "filled" : "default"}
            {...(isAsked ? { color: "red" } : {})}
            loading={remove.isPending}
            aria-label={`${isAsked ? "Really delete" : "Delete"} ${name}`}
            onClick={() => {
              if (isAsked) remove.mutate();
              else setIsAsked(true);
            }}
          >
            {isAsked ? "Delete with what is on its way" : "Delete"}
          </Button>
        </>
      )}
      <FormError error={change.error ?? greet.error ?? remove.error} />
      {isOpen && <DeliveryLog subscription={name} mayRetry={mayChange} />}
    </li>
  );
}
