import { Button } from "@mantine/core";
import {
  useCheckpoint,
  useEnforceRetention,
  useMasterKey,
  useRetention,
  useServer,
  useTakeBackup,
  type Retention,
  type ServerStatus,
} from "./server.queries";
import { useMinutes } from "@/shared/lib/clock";
import { formatBytes } from "@/shared/lib/bytes";
import { shortRef } from "@/shared/lib/refs";
import { formatDuration } from "@/shared/lib/time";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { FormError, Setting } from "@/shared/ui/Setting";
import { Skeleton } from "@/shared/ui/Skeleton";
import { RelativeTime } from "@/shared/ui/Time";

interface ServerSettingsProps {
  permissions: readonly string[];
}

const engines = { sqlite: "SQLite", postgres: "PostgreSQL" };
const keyStates = {
  plain: "In the data directory, without a passphrase",
  unlocked: "Under a passphrase, unlocked",
  locked: "Locked: secrets cannot be read until it is unlocked",
};

/** How the server is, for those who run it. */
export function ServerSettings({ permissions }: ServerSettingsProps) {
  const server = useServer();
  const retention = useRetention();

  if (!permissions.includes("platform.read"))
    return (
      <div className="panel">
        <EmptyState title="The server's health is not open to you.">
          It is read by administrators and the platform team. Ask one of them for the role that grants it.
        </EmptyState>
      </div>
    );
  return (
    <>
      <Setting title="Server">
        {server.isPending && <Skeleton label="Loading the server's state" lines={4} />}
        {server.isError && <ErrorPanel error={server.error} onRetry={() => void server.refetch()} />}
        {server.data !== undefined && <ServerFacts server={server.data} />}
      </Setting>
      <Setting title="Security">
        <SecurityFacts />
      </Setting>
      {server.data !== undefined && (
        <Backups backups={server.data.backups} mayTake={permissions.includes("backup.create")} />
      )}
      <Setting title="Retention" lead="Every hour what is over its time or size is removed.">
        {retention.isPending && <Skeleton label="Loading retention" lines={3} />}
        {retention.isError && <ErrorPanel error={retention.error} onRetry={() => void retention.refetch()} />}
        {retention.data !== undefined && (
          <RetentionFacts retention={retention.data} mayEnforce={permissions.includes("platform.update")} />
        )}
      </Setting>
    </>
  );
}

interface FactProps {
  name: string;
  children: React.ReactNode;
}

function Fact({ name, children }: FactProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

interface ServerFactsProps {
  server: ServerStatus;
}

function ServerFacts({ server }: ServerFactsProps) {
  const now = useMinutes();
  const { database, runs, http } = server;
  return (
    <dl className="setting-facts">
      <Fact name="Version">{server.version}</Fact>
      <Fact name="Up for">{formatDuration(now - Date.parse(server.startedAt))}</Fact>
      <Fact name="Memory">{formatBytes(server.memoryBytes)}</Fact>
      <Fact name="Run workers">
        {runs.running} of {runs.workers} busy
      </Fact>
      <Fact name="Run queue">
        {runs.ready} ready, {runs.waiting} waiting
      </Fact>
      <Fact name="Requests">
        {http.running} of {http.workers} workers busy, {http.queued} queued, {http.connections} connections
      </Fact>
      <Fact name="Database">
        {engines[database.engine]} {database.version}, {formatBytes(database.sizeBytes)}
      </Fact>
      <Fact name="Writes waiting">{database.queuedWrites}</Fact>
      <Fact name="Data directory">
        <code className="mono">{server.dataDirectory}</code>
      </Fact>
    </dl>
  );
}

function SecurityFacts() {
  const key = useMasterKey();
  const checkpoint = useCheckpoint();
  return (
    <dl className="setting-facts">
      <Fact name="Master key">{key.data === undefined ? (key.error?.message ?? "…") : keyStates[key.data.state]}</Fact>
      <Fact name="Audit seal">
        {checkpoint.data === undefined ? (
          (checkpoint.error?.message ?? "…")
        ) : (
          <>
            Entry {checkpoint.data.sequence.toLocaleString("en")}:{" "}
            <code className="mono">{checkpoint.data.hash.slice(0, 16)}</code>
          </>
        )}
      </Fact>
    </dl>
  );
}

interface BackupsProps {
  backups: ServerStatus["backups"];
  mayTake: boolean;
}

function Backups({ backups, mayTake }: BackupsProps) {
  const take = useTakeBackup();
  return (
    <Setting
      title="Backups"
      lead="A backup is a file of whoever takes it; keep it elsewhere. The key of stored secrets goes along only under a passphrase."
    >
      {mayTake && (
        <div className="setting-form">
          <Button
            size="xs"
            loading={take.isPending}
            onClick={() => {
              take.mutate();
            }}
          >
            Take a backup
          </Button>
          <code className="feedback-hint mono">towpath backup</code>
          {take.data !== undefined && (
            <span className="soft" role="status">
              {formatBytes(take.data)} were downloaded.
            </span>
          )}
          <FormError error={take.error} />
        </div>
      )}
      {backups.length === 0 && <p className="setting-note">None was taken yet.</p>}
      <ul className="setting-list">
        {backups.map((backup) => (
          <li key={backup.at} className="setting-row">
            <span className="setting-name">
              <b>
                <RelativeTime at={backup.at} />
              </b>
              <small>
                by {shortRef(backup.actor)}
                {backup.members !== null && ` · ${backup.members.toLocaleString("en")} files`}
                {backup.hasKey === true && " · with the key of secrets"}
              </small>
            </span>
          </li>
        ))}
      </ul>
    </Setting>
  );
}

interface RetentionFactsProps {
  retention: Retention;
  mayEnforce: boolean;
}

function RetentionFacts({ retention, mayEnforce }: RetentionFactsProps) {
  const enforce = useEnforceRetention();
  const { disk, last, plan } = retention;
  return (
    <>
      <dl className="setting-facts">
        <Fact name="Disk">
          {formatBytes(disk.freeBytes)} of {formatBytes(disk.totalBytes)} free
          {disk.isNearlyFull && " (nearly full: limits are a quarter)"}
        </Fact>
        <Fact name="Last run">{last === null ? "not yet" : <RelativeTime at={last.at} />}</Fact>
      </dl>
      <ul className="setting-list">
        {plan.map((removal) => (
          <li key={removal.kind} className="setting-row">
            <span className="setting-name">
              <b>{removal.kind.replaceAll("_", " ")}</b>
              <small>
                {removal.keptItems.toLocaleString("en")} kept ({formatBytes(removal.keptBytes)}) ·{" "}
                {removal.items.toLocaleString("en")} would go ({formatBytes(removal.bytes)})
                {removal.problem !== "" && ` · ${removal.problem}`}
              </small>
            </span>
          </li>
        ))}
      </ul>
      {mayEnforce && (
        <div className="setting-form">
          <Button
            size="xs"
            variant="default"
            loading={enforce.isPending}
            onClick={() => {
              enforce.mutate();
            }}
          >
            Remove now
          </Button>
          <FormError error={enforce.error} />
        </div>
      )}
    </>
  );
}
