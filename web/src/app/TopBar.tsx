import { ActionIcon, Button, Menu, Tooltip, useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { Link, useRouterState } from "@tanstack/react-router";
import { Fragment } from "react";
import { allAreas } from "./areas";
import { useOffered } from "./offered";
import { HealthSentence } from "@/features/delivery/HealthSentence";
import { Bell } from "@/features/feedback/Bell";
import type { StreamStatus } from "@/shared/api/stream";
import { IconDeviceDesktop, IconHelp, IconMenu2, IconMoon, IconPlus, IconSearch, IconSun } from "@/shared/ui/icons";

interface TopBarProps {
  status: StreamStatus;
  onHelp: () => void;
  onMenu: () => void;
  onSearch: () => void;
}

export function TopBar({ status, onHelp, onMenu, onSearch }: TopBarProps) {
  const create = useOffered().areas.find(({ label, url }) => label === "Create" && url === undefined);
  return (
    <header className="top-bar">
      <button type="button" className="top-menu" aria-label="Open the menu" onClick={onMenu}>
        <IconMenu2 size={19} stroke={1.7} aria-hidden />
      </button>
      <Trail />
      <button type="button" className="top-search" onClick={onSearch}>
        <IconSearch size={16} stroke={1.7} aria-hidden />
        <span>Search or jump to</span>
        <kbd aria-hidden>{isApple() ? "⌘" : "Ctrl"} K</kbd>
      </button>
      <HealthSentence />
      <Live status={status} />
      <Bell />
      <Tooltip label="Keyboard shortcuts (?)">
        <ActionIcon className="top-help" variant="subtle" color="gray" aria-label="Keyboard shortcuts" onClick={onHelp}>
          <IconHelp size={18} stroke={1.7} />
        </ActionIcon>
      </Tooltip>
      <SchemeMenu />
      {create !== undefined && (
        <Button className="top-create" size="xs" component={Link} to={create.to} aria-label="Create">
          <IconPlus size={15} stroke={2} aria-hidden />
          <span className="top-create-text">Create</span>
        </Button>
      )}
    </header>
  );
}

function isApple(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}

const isId = /^[0-9A-HJKMNP-TV-Z]{26}$/;

/** Where this page is: the area as a link, then the rest of the address. */
function Trail() {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const [first, ...rest] = path.split("/").filter(Boolean).map(decodeURIComponent);
  const area = allAreas.find(({ to }) => to === `/${first ?? ""}`);
  if (area === undefined) return <span className="trail" />;
  return (
    <nav className="trail" aria-label="You are here">
      <Link to={area.to} activeOptions={{ exact: true, includeSearch: false }}>
        {area.label}
      </Link>
      {rest.map((part, index) => (
        <Fragment key={index}>
          <i aria-hidden>/</i>
          <span
            className={isId.test(part) ? "clip mono" : "clip"}
            aria-current={index === rest.length - 1 ? "page" : undefined}
          >
            {part}
          </span>
        </Fragment>
      ))}
    </nav>
  );
}

const liveLabels: Record<StreamStatus, string> = {
  connecting: "Connecting",
  live: "Live",
  retrying: "Server away, reconnecting",
  paused: "Paused",
  ended: "Offline",
};

interface LiveProps {
  status: StreamStatus;
}

/** Whether what is on screen follows what happens: a dot while it does, words while it does not. */
function Live({ status }: LiveProps) {
  return (
    <span className="live" role="status" data-status={status} title={liveLabels[status]}>
      <i aria-hidden />
      <span className={status === "live" ? "visually-hidden" : undefined}>{liveLabels[status]}</span>
    </span>
  );
}

const schemes: { value: MantineColorScheme; label: string; icon: typeof IconSun }[] = [
  { value: "light", label: "Light", icon: IconSun },
  { value: "dark", label: "Dark", icon: IconMoon },
  { value: "auto", label: "As the system", icon: IconDeviceDesktop },
];

function SchemeMenu() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Current = schemes.find((scheme) => scheme.value === colorScheme)?.icon ?? IconSun;
  return (
    <Menu position="bottom-end" width={170}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label="Colour scheme" title="Colour scheme">
          <Current size={18} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup
          value={colorScheme}
          onChange={(value) => {
            const scheme = schemes.find((candidate) => candidate.value === value);
            if (scheme !== undefined) setColorScheme(scheme.value);
          }}
        >
          {schemes.map(({ value, label, icon: Sign }) => (
            <Menu.RadioItem key={value} value={value} closeMenuOnClick>
              <span className="scheme">
                <Sign size={15} stroke={1.7} aria-hidden />
                {label}
              </span>
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
