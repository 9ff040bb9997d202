import { Button } from "@mantine/core";
import { useEndSession, useSessions } from "./settings.queries";
import { FormError, Setting } from "@/shared/ui/Setting";
import { SettingList } from "@/shared/ui/SettingList";
import { RelativeTime } from "@/shared/ui/Time";

/** Where one is signed in. */
export function SessionSettings() {
  const sessions = useSessions();
  const end = useEndSession();
  return (
    <Setting title="Sessions" lead="Browsers that are signed in as you.">
      <SettingList query={sessions} loading="Loading sessions">
        {(items) =>
          items.map((session) => (
            <li key={session.id} className="setting-row">
              <span className="setting-name">
                <b className="clip" title={session.userAgent}>
                  {session.userAgent === "" ? "Unknown browser" : session.userAgent}
                </b>
                <small>
                  {session.remoteAddress} · by {session.method} · used <RelativeTime at={session.lastUsedAt} /> · ends{" "}
                  <RelativeTime at={session.expiresAt} />
                </small>
              </span>
              {session.current ? (
                <span className="soft">This one</span>
              ) : (
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={`Sign out ${session.userAgent}`}
                  disabled={end.isPending}
                  onClick={() => {
                    end.mutate(session.id);
                  }}
                >
                  Sign out
                </Button>
              )}
            </li>
          ))
        }
      </SettingList>
      <FormError error={end.error} />
    </Setting>
  );
}
