import { Button } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { WeeklyFields, type WeeklyDraft } from "./WeeklyFields";
import { environmentTypes, useFreeze, type NewFreeze } from "./approvals.queries";
import { longestMinutes, minutesBetween } from "./weeklyWindow";
import { FormError } from "@/shared/ui/Setting";

interface FreezeFormProps {
  onDone: () => void;
}

/** A local time as the server reads it. */
function instantOf(local: string): string {
  return new Date(local).toISOString().replace(/Z$/, "000Z");
}

/** A time in which nothing is deployed: once, or every week. */
export function FreezeForm({ onDone }: FreezeFormProps) {
  const [reason, setReason] = useState("");
  const [project, setProject] = useState("");
  const [type, setType] = useState("production");
  const [from, setFrom] = useState("");
  const [until, setUntil] = useState("");
  const [isWeekly, setIsWeekly] = useState(false);
  const [weekly, setWeekly] = useState<WeeklyDraft>({ days: [], from: "", until: "", daysLater: 0 });
  const [mayOverride, setMayOverride] = useState(false);
  const freeze = useFreeze();
  const minutes = minutesBetween(weekly.from, weekly.until, weekly.daysLater);
  const isWindow = weekly.days.length > 0 && minutes >= 1 && minutes <= longestMinutes;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (isWeekly && !isWindow) return;
    const body: NewFreeze = {
      effect: "deny",
      reason,
      mayOverride,
      ...(project === "" ? {} : { project }),
      ...(type === "" ? {} : { environmentType: type }),
      ...(isWeekly
        ? { weekly: { days: weekly.days, at: weekly.from, durationMinutes: minutes } }
        : {
            ...(from === "" ? {} : { startsAt: instantOf(from) }),
            ...(until === "" ? {} : { endsAt: instantOf(until) }),
          }),
    };
    freeze.mutate(body, { onSuccess: onDone });
  }

  return (
    <form className="approval-rule" aria-label="New freeze" onSubmit={submit}>
      <label className="approval-wide">
        Why
        <input
          className="text-filter"
          required
          maxLength={500}
          value={reason}
          onChange={(event) => {
            setReason(event.currentTarget.value);
          }}
        />
      </label>
      <label>
        Project
        <input
          className="text-filter"
          placeholder="all projects"
          value={project}
          onChange={(event) => {
            setProject(event.currentTarget.value);
          }}
        />
      </label>
      <label>
        Environments
        <select
          value={type}
          onChange={(event) => {
            setType(event.currentTarget.value);
          }}
        >
          <option value="">all</option>
          {environmentTypes.map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      </label>
      <label>
        How often
        <select
          value={isWeekly ? "weekly" : "once"}
          onChange={(event) => {
            setIsWeekly(event.currentTarget.value === "weekly");
          }}
        >
          <option value="once">once</option>
          <option value="weekly">every week</option>
        </select>
      </label>
      {isWeekly ? (
        <WeeklyFields value={weekly} onChange={setWeekly} />
      ) : (
        <>
          {" "}
          <label>
            From
            <input
              className="text-filter"
              type="datetime-local"
              value={from}
              onChange={(event) => {
                setFrom(event.currentTarget.value);
              }}
            />
          </label>
          <label>
            Until
            <input
              className="text-filter"
              type="datetime-local"
              value={until}
              onChange={(event) => {
                setUntil(event.currentTarget.value);
              }}
            />
          </label>
        </>
      )}
      <label className="approval-check">
        <input
          type="checkbox"
          checked={mayOverride}
          onChange={(event) => {
            setMayOverride(event.currentTarget.checked);
          }}
        />
        Teams may pass it with a reason
      </label>
      {isWeekly && minutes < 1 && <p className="approval-error">It would end before it begins.</p>}
      {isWeekly && minutes > longestMinutes && <p className="approval-error">It may last a week at most.</p>}
      <Button type="submit" size="compact-sm" loading={freeze.isPending} disabled={isWeekly && !isWindow}>
        Freeze
      </Button>
      <Button size="compact-sm" variant="default" onClick={onDone}>
        Cancel
      </Button>
      <FormError error={freeze.error} />
    </form>
  );
}
