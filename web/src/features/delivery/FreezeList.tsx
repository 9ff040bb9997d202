import { Button } from "@mantine/core";
import { useState, type FormEvent } from "react";
import {
  environmentTypes,
  useEndFreeze,
  useFreeze,
  useFreezes,
  type Freeze,
  type NewFreeze,
} from "./approvals.queries";
import { formatExact } from "@/shared/lib/time";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { FormError, Setting } from "@/shared/ui/Setting";
import { Skeleton } from "@/shared/ui/Skeleton";

interface FreezeListProps {
  permissions: readonly string[];
}

function whereOf({ project, environmentType }: Freeze): string {
  const type = environmentType === "" ? "all environments" : environmentType;
  return project === "" ? type : `${type} of ${project}`;
}

function whenOf({ weekly, startsAt, endsAt, open, openUntil }: Freeze): string {
  const hours = weekly === null ? 0 : Math.round(weekly.durationMinutes / 60);
  const times =
    weekly === null
      ? `from ${formatExact(startsAt)} ${endsAt === null ? "until it is ended" : `until ${formatExact(endsAt)}`}`
      : `every ${weekly.days.join(", ")} at ${weekly.at} UTC for ${String(hours)} h`;
  if (!open) return times;
  return openUntil === null ? `${times}; in force now` : `${times}; in force until ${formatExact(openUntil)}`;
}

/** When nothing is deployed, and why. */
export function FreezeList({ permissions }: FreezeListProps) {
  const freezes = useFreezes();
  const end = useEndFreeze();
  const [isAdding, setIsAdding] = useState(false);
  return (
    <Setting
      title="Freezes"
      lead="Times in which nothing is deployed or promoted. What is under way finishes, and a rollback is never held up."
    >
      {freezes.isPending && <Skeleton label="Loading freezes" lines={2} />}
      {freezes.isError && <ErrorPanel error={freezes.error} onRetry={() => void freezes.refetch()} />}
      {freezes.data?.items.length === 0 && <p className="setting-note">Nothing is frozen.</p>}
      <ul className="setting-list">
        {(freezes.data?.items ?? []).map((freeze) => (
          <li key={freeze.id} className="setting-row">
            <span className="setting-name">
              <b dir="auto">{freeze.reason}</b>
              <small>
                {freeze.effect === "allow" ? "Only then: " : ""}
                {whereOf(freeze)}, {whenOf(freeze)}
              </small>
            </span>
            {permissions.includes("freeze.delete") && (
              <Button
                size="compact-xs"
                variant="default"
                aria-label={`End the freeze: ${freeze.reason}`}
                loading={end.isPending && end.variables === freeze.id}
                onClick={() => {
                  end.mutate(freeze.id);
                }}
              >
                End
              </Button>
            )}
          </li>
        ))}
      </ul>
      <FormError error={end.error} />
      {permissions.includes("freeze.create") &&
        (isAdding ? (
          <FreezeForm
            onDone={() => {
              setIsAdding(false);
            }}
          />
        ) : (
          <div className="approval-add">
            <Button
              size="xs"
              variant="default"
              onClick={() => {
                setIsAdding(true);
              }}
            >
              Freeze deployments
            </Button>
          </div>
        ))}
    </Setting>
  );
}

interface FreezeFormProps {
  onDone: () => void;
}

/** A local time as the server reads it. */
function instantOf(local: string): string {
  return new Date(local).toISOString().replace(/Z$/, "000Z");
}

function FreezeForm({ onDone }: FreezeFormProps) {
  const [reason, setReason] = useState("");
  const [project, setProject] = useState("");
  const [type, setType] = useState("production");
  const [from, setFrom] = useState("");
  const [until, setUntil] = useState("");
  const [mayOverride, setMayOverride] = useState(false);
  const freeze = useFreeze();

  function submit(event: FormEvent) {
    event.preventDefault();
    const body: NewFreeze = {
      effect: "deny",
      reason,
      mayOverride,
      ...(project === "" ? {} : { project }),
      ...(type === "" ? {} : { environmentType: type }),
      ...(from === "" ? {} : { startsAt: instantOf(from) }),
      ...(until === "" ? {} : { endsAt: instantOf(until) }),
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
      <Button type="submit" size="compact-sm" loading={freeze.isPending}>
        Freeze
      </Button>
      <Button size="compact-sm" variant="default" onClick={onDone}>
        Cancel
      </Button>
      <FormError error={freeze.error} />
    </form>
  );
}
