import { Button } from "@mantine/core";
import { useState } from "react";
import { useCreateToken, useRevokeToken, useTokens, type Token } from "./settings.queries";
import { EmptyState } from "@/shared/ui/EmptyState";
import { SecretOnce } from "@/shared/ui/SecretOnce";
import { FormError, Setting } from "@/shared/ui/Setting";
import { SettingForm, SettingSelect, SettingText } from "@/shared/ui/SettingForm";
import { SettingList } from "@/shared/ui/SettingList";
import { RelativeTime } from "@/shared/ui/Time";

const day = 86_400;
const expiries = [
  { value: String(7 * day), label: "7 days" },
  { value: String(30 * day), label: "30 days" },
  { value: String(90 * day), label: "90 days" },
  { value: "", label: "Never" },
];

/** Tokens for programs: the command line, scripts, other systems. */
export function TokenSettings() {
  const tokens = useTokens();
  return (
    <>
      <NewTokenForm />
      <Setting title="Your tokens" lead="A token can do what you can, within its scope.">
        <SettingList
          query={tokens}
          loading="Loading tokens"
          empty={
            <EmptyState
              title="No tokens."
              action={<code className="feedback-hint mono">towpath token create --name laptop</code>}
            >
              Make one above, or on the command line:
            </EmptyState>
          }
        >
          {(items) => items.map((token) => <TokenRow key={token.id} token={token} />)}
        </SettingList>
      </Setting>
    </>
  );
}

function NewTokenForm() {
  const create = useCreateToken();
  const [name, setName] = useState("");
  const [scope, setScope] = useState("");
  const [seconds, setSeconds] = useState(String(30 * day));
  return (
    <Setting title="New token" lead="Its secret is shown once, right after it is made.">
      <SettingForm
        submit="Create token"
        request={create}
        onSubmit={() => {
          const wanted = scope.split(/[\s,]+/).filter((part) => part !== "");
          create.mutate(
            { name, scope: wanted, ...(seconds === "" ? {} : { expiresInSeconds: Number(seconds) }) },
            {
              onSuccess: () => {
                setName("");
              },
            },
          );
        }}
      >
        <SettingText label="Name" value={name} required placeholder="laptop" onChange={setName} />
        <SettingText label="Scope" value={scope} placeholder="everything, or run.read catalog.*" onChange={setScope} />
        <SettingSelect label="Expires after" options={expiries} value={seconds} onChange={setSeconds} />
      </SettingForm>
      {create.data !== undefined && <SecretOnce noun="token" secret={create.data.token} />}
    </Setting>
  );
}

interface TokenRowProps {
  token: Token;
}

function TokenRow({ token }: TokenRowProps) {
  const revoke = useRevokeToken();
  return (
    <li className="setting-row">
      <span className="setting-name">
        <b className="clip">{token.name}</b>
        <small>
          {token.scope.length === 0 ? "everything" : token.scope.join(", ")} ·{" "}
          {token.expiresAt === null ? (
            "does not expire"
          ) : (
            <>
              expires <RelativeTime at={token.expiresAt} />
            </>
          )}{" "}
          ·{" "}
          {token.lastUsedAt === null ? (
            "never used"
          ) : (
            <>
              used <RelativeTime at={token.lastUsedAt} />
            </>
          )}
        </small>
      </span>
      <Button
        size="compact-xs"
        variant="default"
        aria-label={`Revoke ${token.name}`}
        loading={revoke.isPending}
        onClick={() => {
          revoke.mutate(token.id);
        }}
      >
        Revoke
      </Button>
      <FormError error={revoke.error} />
    </li>
  );
}
