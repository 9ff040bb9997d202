import { Menu } from "@mantine/core";
import { useMe, useSignOut } from "./identity.queries";
import { IconLogout, IconSelector } from "@/shared/ui/icons";
import { Tint } from "@/shared/ui/Owner";
import "./identity.css";

interface AccountMenuProps {
  onSignedOut: () => void;
}

/** Who is signed in, and the way out. */
export function AccountMenu({ onSignedOut }: AccountMenuProps) {
  const me = useMe();
  const signOut = useSignOut();
  if (me.data === undefined) return null;

  return (
    <Menu position="top-start" width={212}>
      <Menu.Target>
        <button type="button" className="account">
          <span className="visually-hidden">Account of</span> <Tint name={me.data.displayName} size={26} />
          <span className="account-text">
            <b className="clip">{me.data.displayName}</b>
            <small className="clip">{me.data.roles.join(", ")}</small>
          </span>
          <IconSelector size={15} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{me.data.ref}</Menu.Label>
        <Menu.Item
          leftSection={<IconLogout size={15} stroke={1.7} />}
          onClick={() => {
            signOut.mutate(undefined, { onSuccess: onSignedOut });
          }}
        >
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
