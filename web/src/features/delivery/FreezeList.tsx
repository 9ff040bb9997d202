import { Button } from "@mantine/core";
import { useState } from "react";
import { FreezeForm } from "./FreezeForm";
import { useEndFreeze, useFreezes, type Freeze } from "./approvals.queries";
import { weeklyText } from "./weeklyWindow";
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
  const times =
    weekly === null
      ? `from ${formatExact(startsAt)} ${endsAt === null ? "until it is ended" : `until ${formatExact(endsAt)}`}`
      : weeklyText(weekly);
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
