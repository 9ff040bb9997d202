import { useFleet, type FleetServer } from "./server.queries";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Setting } from "@/shared/ui/Setting";
import { SettingList } from "@/shared/ui/SettingList";
import { RelativeTime } from "@/shared/ui/Time";

interface FleetSettingsProps {
  permissions: readonly string[];
}

const states = { alive: "alive", stopped: "stopped", lost: "not heard of" };

/** What the installation runs on. */
export function FleetSettings({ permissions }: FleetSettingsProps) {
  if (!permissions.includes("platform.read"))
    return (
      <div className="panel">
        <EmptyState title="The fleet is not open to you.">
          It is read by administrators and the platform team. Ask one of them for the role that grants it.
        </EmptyState>
      </div>
    );
  return <Servers />;
}

function Servers() {
  const fleet = useFleet();
  return (
    <Setting title="Servers" lead="All that share the database. One leads: it does what must happen once.">
      <SettingList query={fleet} loading="Loading the servers" lines={2}>
        {(servers) => servers.map((server) => <ServerRow key={server.hostId} server={server} />)}
      </SettingList>
    </Setting>
  );
}

function ServerRow({ server }: { server: FleetServer }) {
  return (
    <li className="setting-row">
      <span className="setting-name">
        <b className="clip">{server.name}</b>
        <small>
          {states[server.state]}
          {server.isLeader && " · leads"}
          {server.isThis && " · answers you"} · version {server.version}
        </small>
        <small>
          <code className="mono">{server.address}</code> · seen <RelativeTime at={server.seenAt} /> · host{" "}
          <code className="mono">{server.hostId}</code>
        </small>
      </span>
    </li>
  );
}
