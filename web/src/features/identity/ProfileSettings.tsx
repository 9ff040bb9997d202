import { Button, useMantineColorScheme } from "@mantine/core";
import { useState } from "react";
import { useMe, type Me } from "./identity.queries";
import { useSetPassword, useUser } from "./settings.queries";
import { Segments } from "@/shared/ui/Segments";
import { FormError, Setting } from "@/shared/ui/Setting";
import { SettingText } from "@/shared/ui/SettingForm";

const schemes = [
  { value: "auto" as const, label: "As the system" },
  { value: "light" as const, label: "Light" },
  { value: "dark" as const, label: "Dark" },
];

/** Who one is, the password, and how the portal looks. */
export function ProfileSettings() {
  const me = useMe();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  if (me.data === undefined) return null;
  return (
    <>
      <Setting title="Profile" lead="An administrator changes these.">
        <dl className="setting-facts">
          <Fact name="Name" value={me.data.displayName} />
          <Fact name="Sign-in name" value={me.data.name} />
          <Fact name="E-mail" value={me.data.email ?? "none"} />
          <Fact name="Roles" value={me.data.roles.join(", ")} />
          <Fact name="Groups" value={me.data.groups.join(", ") || "none"} />
        </dl>
      </Setting>
      <Password me={me.data} />
      <Setting title="Appearance" lead="For this browser.">
        <div className="setting-form">
          <Segments label="Colours" segments={schemes} value={colorScheme} onChange={setColorScheme} />
        </div>
      </Setting>
    </>
  );
}

interface FactProps {
  name: string;
  value: string;
}

function Fact({ name, value }: FactProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

interface PasswordProps {
  me: Me;
}

function Password({ me }: PasswordProps) {
  const user = useUser(me.name);
  const set = useSetPassword(me.name);
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const hasPassword = user.data?.hasPassword === true;
  return (
    <Setting title="Password" lead="Setting it signs you out everywhere else.">
      <form
        className="setting-form"
        onSubmit={(event) => {
          event.preventDefault();
          set.mutate(
            { ...(hasPassword ? { current } : {}), password },
            {
              onSuccess: () => {
                setCurrent("");
                setPassword("");
              },
            },
          );
        }}
      >
        {hasPassword && (
          <SettingText
            label="Current password"
            type="password"
            autoComplete="current-password"
            value={current}
            required
            onChange={setCurrent}
          />
        )}
        <SettingText
          label="New password"
          type="password"
          autoComplete="new-password"
          value={password}
          required
          onChange={setPassword}
        />
        <Button type="submit" size="xs" loading={set.isPending}>
          Set password
        </Button>
        {set.isSuccess && (
          <span className="soft" role="status">
            The password is set.
          </span>
        )}
        <FormError error={set.error} />
      </form>
    </Setting>
  );
}
