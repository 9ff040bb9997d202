import { Menu } from "@mantine/core";
import { Link, type LinkProps } from "@tanstack/react-router";
import { useMe, useSignOut } from "./identity.queries";
import { IconLogout, IconSelector } from "@/shared/ui/icons";
import { Tint } from "@/shared/ui/Owner";
import "./identity.css";

interface AccountMenuProps {
  onSignedOut: () => void;
  /** What is about the account or the platform, and is reached from here whatever the rail shows. */
  places: { label: string; to: Exclude<LinkProps["to"], undefined> }[];
}

/** Who is signed in, and the way out. */
export function AccountMenu({ onSignedOut, places }: AccountMenuProps) {
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
        {places.map(({ label, to }) => (
          <Menu.Item key={label} component={Link} to={to}>
            {label}
          </Menu.Item>
        ))}
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
