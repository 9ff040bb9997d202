import { Button } from "@mantine/core";
import { useState } from "react";
import { roles, useCreateUser, useSignInCode, useUpdateUser, useUsers, type Role, type User } from "./settings.queries";
import { SecretOnce } from "@/shared/ui/SecretOnce";
import { FormError, Setting } from "@/shared/ui/Setting";
import { SettingForm, SettingSelect, SettingText } from "@/shared/ui/SettingForm";
import { SettingList } from "@/shared/ui/SettingList";
import { SureButton } from "@/shared/ui/SureButton";

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
        <SettingList query={users} loading="Loading users" lines={4}>
          {(items) =>
            items.map((user) => <UserRow key={user.ref} user={user} mayChange={permissions.includes("user.update")} />)
          }
        </SettingList>
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
      <SettingForm
        submit="Create user"
        request={create}
        onSubmit={() => {
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
        <SettingText label="Sign-in name" value={name} required placeholder="mina" onChange={setName} />
        <SettingText label="Name" value={displayName} placeholder="Mina Okafor" onChange={setDisplayName} />
        <SettingSelect
          label="Role"
          options={roles.map((each) => ({ value: each, label: each }))}
          value={role}
          onChange={setRole}
        />
      </SettingForm>
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
        <SureButton
          first={{ text: "Disable", name: `Disable ${user.name}` }}
          second={{ text: "End all sessions and tokens", name: `Disable ${user.name} for good` }}
          isPending={update.isPending}
          onSure={() => {
            update.mutate({ disabled: true });
          }}
        />
      )}
      {link !== undefined && (
        <SecretOnce noun="link" secret={link}>
          It works once, within 24 hours.
        </SecretOnce>
      )}
      <FormError error={update.error ?? code.error} />
    </li>
  );
}
