import { Button } from "@mantine/core";
import { useState } from "react";
import { roles, useCreateUser, useSignInCode, useUpdateUser, useUsers, type Role, type User } from "./settings.queries";
import { CopyButton } from "@/shared/ui/CopyAs";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { FormError, Setting } from "@/shared/ui/Setting";
import { Skeleton } from "@/shared/ui/Skeleton";

interface UserSettingsProps {
  permissions: readonly string[];
}

/** People who may sign in. */
export function UserSettings({ permissions }: UserSettingsProps) {
  const users = useUsers();
  return (
    <>
      {permissions.includes("user.create") && <NewUserForm />}
      <Setting
        title="Users"
        lead={users.data === undefined ? undefined : `${users.data.total.toLocaleString("en")} in all.`}
      >
        {users.isPending && <Skeleton label="Loading users" lines={4} />}
        {users.isError && <ErrorPanel error={users.error} onRetry={() => void users.refetch()} />}
        <ul className="setting-list">
          {users.data?.items.map((user) => (
            <UserRow key={user.ref} user={user} mayChange={permissions.includes("user.update")} />
          ))}
        </ul>
      </Setting>
    </>
  );
}

function NewUserForm() {
  const create = useCreateUser();
  const [name, setName] = useState("");
  const [displayName, setDisplayName] = useState("");
  const [role, setRole] = useState<Role>("member");
  return (
    <Setting title="New user" lead="They sign in by a one-time link that you give them.">
      <form
        className="setting-form"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate(
            { name, roles: [role], ...(displayName === "" ? {} : { displayName }) },
            {
              onSuccess: () => {
                setName("");
                setDisplayName("");
              },
            },
          );
        }}
      >
        <label>
          Sign-in name
          <input
            value={name}
            required
            placeholder="mina"
            onChange={(event) => {
              setName(event.currentTarget.value);
            }}
          />
        </label>
        <label>
          Name
          <input
            value={displayName}
            placeholder="Mina Okafor"
            onChange={(event) => {
              setDisplayName(event.currentTarget.value);
            }}
          />
        </label>
        <label>
          Role
          <select
            value={role}
            onChange={(event) => {
              const chosen = roles.find((each) => each === event.currentTarget.value);
              if (chosen !== undefined) setRole(chosen);
            }}
          >
            {roles.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
        <Button type="submit" size="xs" loading={create.isPending}>
          Create user
        </Button>
        <FormError error={create.error} />
      </form>
    </Setting>
  );
}

interface UserRowProps {
  user: User;
  mayChange: boolean;
}

function UserRow({ user, mayChange }: UserRowProps) {
  const update = useUpdateUser(user.name);
  const code = useSignInCode(user.name);
  const [isAsking, setIsAsking] = useState(false);
  const link =
    code.data === undefined ? undefined : `${location.origin}/sign-in?code=${encodeURIComponent(code.data.code)}`;
  return (
    <li className="setting-row">
      <span className="setting-name">
        <b className="clip">{user.displayName}</b>
        <small>
          {user.name} · {user.roles.join(", ")}
          {user.email !== null && ` · ${user.email}`}
          {user.disabled && " · disabled"}
        </small>
      </span>
      {mayChange && !user.disabled && (
        <Button
          size="compact-xs"
          variant="default"
          aria-label={`Sign-in link for ${user.name}`}
          loading={code.isPending}
          onClick={() => {
            code.mutate();
          }}
        >
          Sign-in link
        </Button>
      )}
      {mayChange && user.disabled && (
        <Button
          size="compact-xs"
          variant="default"
          aria-label={`Enable ${user.name}`}
          loading={update.isPending}
          onClick={() => {
            update.mutate({ disabled: false });
          }}
        >
          Enable
        </Button>
      )}
      {mayChange && !user.disabled && (
        <Button
          size="compact-xs"
          variant={isAsking ? "filled" : "default"}
          color={isAsking ? "red" : "blue"}
          aria-label={isAsking ? `Disable ${user.name} for good` : `Disable ${user.name}`}
          loading={update.isPending}
          onClick={() => {
            if (isAsking) update.mutate({ disabled: true });
            setIsAsking(!isAsking);
          }}
        >
          {isAsking ? "End all sessions and tokens" : "Disable"}
        </Button>
      )}
      {link !== undefined && (
        <div className="setting-once" role="status">
          <span>Works once, within 24 hours. It is not shown again.</span>
          <div>
            <code className="mono">{link}</code>
            <CopyButton label="Copy the link" text={link} />
          </div>
        </div>
      )}
      <FormError error={update.error ?? code.error} />
    </li>
  );
}
