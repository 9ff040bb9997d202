import { Button } from "@mantine/core";
import { useState } from "react";
import {
  roles,
  useCreateUser,
  useSignInCode,
  useUpdateUser,
  useUserPages,
  type Role,
  type User,
} from "./settings.queries";
import { useSettled } from "@/shared/lib/settled";
import { EmptyState } from "@/shared/ui/EmptyState";
import { SecretOnce } from "@/shared/ui/SecretOnce";
import { FormError, Setting } from "@/shared/ui/Setting";
import { SettingForm, SettingSelect, SettingText } from "@/shared/ui/SettingForm";
import { SettingList } from "@/shared/ui/SettingList";
import { SureButton } from "@/shared/ui/SureButton";

interface UserSettingsProps {
  permissions: readonly string[];
}

/** Users that are found at a glance; among more they are searched. */
const fewEnough = 20;

/** People who may sign in. */
export function UserSettings({ permissions }: UserSettingsProps) {
  const [text, setText] = useState("");
  const sought = useSettled(text.trim(), 200);
  const everybody = useUserPages("");
  const users = useUserPages(sought);
  const total = users.data?.pages[0]?.total;
  const data = users.data && { items: users.data.pages.flatMap((page) => page.items) };
  const isLong = (everybody.data?.pages[0]?.total ?? 0) > fewEnough;
  return (
    <>
      {permissions.includes("user.create") && <NewUserForm />}
      <Setting title="Users" lead={total === undefined ? undefined : lead(total, sought)}>
        {isLong && (
          <div className="setting-find">
            <input
              type="search"
              className="text-filter"
              aria-label="Find a user"
              placeholder="Name or mail address"
              value={text}
              onChange={(event) => {
                setText(event.currentTarget.value);
              }}
            />
          </div>
        )}
        <SettingList
          query={{ ...users, data }}
          loading="Loading users"
          lines={4}
          empty={<EmptyState title="Nobody was found.">No name and no mail address contains that.</EmptyState>}
        >
          {(items) =>
            items.map((user) => <UserRow key={user.ref} user={user} mayChange={permissions.includes("user.update")} />)
          }
        </SettingList>
        {users.hasNextPage && (
          <div className="setting-form">
            <Button
              size="xs"
              variant="default"
              loading={users.isFetchingNextPage}
              onClick={() => void users.fetchNextPage()}
            >
              More
            </Button>
          </div>
        )}
      </Setting>
    </>
  );
}

function lead(total: number, sought: string) {
  const count = total.toLocaleString("en");
  return sought === "" ? `${count} in all.` : `${count} with “${sought}”.`;
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
