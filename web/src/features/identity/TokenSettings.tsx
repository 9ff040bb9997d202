import { Button } from "@mantine/core";
import { useState } from "react";
import { useCreateToken, useRevokeToken, useTokens, type Token } from "./settings.queries";
import { CopyButton } from "@/shared/ui/CopyAs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { FormError, Setting } from "@/shared/ui/Setting";
import { Skeleton } from "@/shared/ui/Skeleton";
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
        {tokens.isPending && <Skeleton label="Loading tokens" lines={3} />}
        {tokens.isError && <ErrorPanel error={tokens.error} onRetry={() => void tokens.refetch()} />}
        {tokens.data?.items.length === 0 && (
          <EmptyState
            title="No tokens."
            action={<code className="feedback-hint mono">towpath token create --name laptop</code>}
          >
            Make one above, or on the command line:
          </EmptyState>
        )}
        <ul className="setting-list">
          {tokens.data?.items.map((token) => (
            <TokenRow key={token.id} token={token} />
          ))}
        </ul>
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
      <form
        className="setting-form"
        onSubmit={(event) => {
          event.preventDefault();
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
        <label>
          Name
          <input
            value={name}
            required
            placeholder="laptop"
            onChange={(event) => {
              setName(event.currentTarget.value);
            }}
          />
        </label>
        <label>
          Scope
          <input
            value={scope}
            placeholder="everything, or run.read catalog.*"
            onChange={(event) => {
              setScope(event.currentTarget.value);
            }}
          />
        </label>
        <label>
          Expires after
          <select
            value={seconds}
            onChange={(event) => {
              setSeconds(event.currentTarget.value);
            }}
          >
            {expiries.map(({ value, label }) => (
              <option key={label} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <Button type="submit" size="xs" loading={create.isPending}>
          Create token
        </Button>
        <FormError error={create.error} />
      </form>
      {create.data !== undefined && (
        <div className="setting-once" role="status">
          <span>Copy the token now; it is not shown again.</span>
          <div>
            <code className="mono">{create.data.token}</code>
            <CopyButton label="Copy the token" text={create.data.token} />
          </div>
        </div>
      )}
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
