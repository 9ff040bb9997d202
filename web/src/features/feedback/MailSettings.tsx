import { useNotificationSettings, useSetNotificationSettings } from "./announcements.queries";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { FormError, Setting } from "@/shared/ui/Setting";

const kinds = [
  ["announcement", "Announcements"],
  ["shipped", "What I waited for has shipped"],
  ["survey", "I am asked something"],
] as const;

/** What one gets by mail besides the bell. */
export function MailSettings() {
  const settings = useNotificationSettings();
  const set = useSetNotificationSettings();
  return (
    <Setting
      title="Mail"
      lead={
        settings.data?.hasMail === false
          ? "This platform sends no mail yet; what you choose counts once it does."
          : "Besides the bell you are told by mail of:"
      }
    >
      {settings.isError && <ErrorPanel error={settings.error} onRetry={() => void settings.refetch()} />}
      {settings.data !== undefined && (
        <div className="setting-form">
          {kinds.map(([kind, label]) => (
            <label key={kind}>
              <input
                type="checkbox"
                checked={settings.data.mail[kind]}
                disabled={set.isPending}
                onChange={(event) => {
                  set.mutate({ [kind]: event.currentTarget.checked });
                }}
              />
              {label}
            </label>
          ))}
          <FormError error={set.error} />
        </div>
      )}
    </Setting>
  );
}
