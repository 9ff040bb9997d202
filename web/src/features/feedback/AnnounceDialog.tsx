import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { severityLabels, useAnnounce, type Announcement } from "./announcements.queries";
import { Dialog } from "@/shared/ui/Dialog";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import "@/shared/ui/mantine-inputs.css";

interface AnnounceDialogProps {
  /** References of all groups; undefined while they are not known. */
  groups: string[] | undefined;
  onClose: () => void;
}

const severities = ["info", "warning", "critical"] as const;

/** A local date and time as the browser's field has it, in UTC. */
function timeOf(text: string): string | undefined {
  return text === "" ? undefined : new Date(text).toISOString();
}

export function AnnounceDialog({ groups, onClose }: AnnounceDialogProps) {
  const [title, setTitle] = useState("");
  const [text, setText] = useState("");
  const [severity, setSeverity] = useState<Announcement["severity"]>("info");
  const [audience, setAudience] = useState<string[]>([]);
  const [from, setFrom] = useState("");
  const [until, setUntil] = useState("");
  const announce = useAnnounce();

  return (
    <Dialog isOpen onClose={onClose} title="Announce something">
      <form
        className="voice-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (announce.isPending) return;
          const begins = timeOf(from);
          const ends = timeOf(until);
          announce.mutate(
            {
              title,
              text,
              severity,
              audience,
              ...(begins === undefined ? {} : { from: begins }),
              ...(ends === undefined ? {} : { until: ends }),
            },
            { onSuccess: onClose },
          );
        }}
      >
        <TextInput
          label="What"
          data-autofocus
          required
          maxLength={120}
          value={title}
          onChange={(event) => {
            setTitle(event.currentTarget.value);
          }}
        />
        <Textarea
          label="More about it"
          rows={3}
          maxLength={2000}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
          }}
        />
        <NativeSelect
          label="How much it matters"
          data={severities.map((value) => ({ value, label: severityLabels[value] }))}
          value={severity}
          onChange={(event) => {
            setSeverity(severities.find((each) => each === event.currentTarget.value) ?? "info");
          }}
        />
        {groups !== undefined && groups.length > 0 && (
          <fieldset className="announce-groups">
            <legend>Only for (nobody chosen: for everybody)</legend>
            {groups.map((group) => (
              <label key={group}>
                <input
                  type="checkbox"
                  checked={audience.includes(group)}
                  onChange={(event) => {
                    setAudience(
                      event.currentTarget.checked ? [...audience, group] : audience.filter((each) => each !== group),
                    );
                  }}
                />
                {group.replace(/^group:default\//, "")}
              </label>
            ))}
          </fieldset>
        )}
        <TextInput
          label="From"
          description="Empty: from now on."
          type="datetime-local"
          value={from}
          onChange={(event) => {
            setFrom(event.currentTarget.value);
          }}
        />
        <TextInput
          label="Until"
          description="Empty: for a week."
          type="datetime-local"
          value={until}
          onChange={(event) => {
            setUntil(event.currentTarget.value);
          }}
        />
        {announce.isError && <ErrorPanel error={announce.error} />}
        <div className="voice-buttons">
          <Button type="submit" size="xs" loading={announce.isPending}>
            Announce
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
