import { Button } from "@mantine/core";
import { useState } from "react";
import { PlanView } from "./PlanView";
import { useComparison, useDeed, usePlan, type Deed } from "./delivery.queries";
import { Commits } from "./Commits";
import { ApiError } from "@/shared/api/problem";
import { Dialog } from "@/shared/ui/Dialog";
import { sayEcho } from "@/shared/ui/echo";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Skeleton } from "@/shared/ui/Skeleton";
import "./delivery.css";

interface DeedSheetProps {
  deed: Deed;
  onClose: () => void;
  onStarted: (run: string) => void;
}

const buttons: Record<Deed["verb"], string> = {
  promote: "Promote",
  rollback: "Roll back",
  restart: "Restart",
  stop: "Stop",
  scale: "Scale",
  job: "Run",
  rotate: "Rotate",
  clone: "Clone",
};

function instancesInWords(count: number): string {
  return `${String(count)} instance${count === 1 ? "" : "s"}`;
}

function titleOf(deed: Deed): string {
  if (deed.verb === "promote") return `Promote ${deed.component} to ${deed.to}`;
  if (deed.verb === "clone") return `Clone ${deed.environment} of ${deed.project} as ${deed.name}`;
  if (deed.verb === "rotate") return `Rotate ${deed.resource} in ${deed.environment}`;
  if (deed.verb === "scale") {
    return `Scale ${deed.component} in ${deed.environment} to ${instancesInWords(deed.instances)}`;
  }
  if (deed.verb === "job") return `Run a job of ${deed.component} in ${deed.environment}`;
  return `${buttons[deed.verb]} ${deed.component} in ${deed.environment}`;
}

function commandOf(deed: Deed): string {
  if (deed.verb === "promote") return `towpath promote ${deed.component} ${deed.from} ${deed.to}`;
  if (deed.verb === "clone") return `towpath env clone ${deed.environment} ${deed.name} --project ${deed.project}`;
  if (deed.verb === "rotate") return `towpath resource rotate ${deed.component} ${deed.environment} ${deed.resource}`;
  if (deed.verb === "scale") {
    return `towpath scale ${deed.component} --environment ${deed.environment} --instances ${String(deed.instances)}`;
  }
  if (deed.verb === "job") {
    return `towpath job run ${deed.component} ${deed.environment} -- ${deed.command.join(" ")}`;
  }
  return `towpath ${deed.verb} ${deed.component} ${deed.environment}`;
}

/** What would be done and why, then the one button that does exactly that. */
export function DeedSheet({ deed, onClose, onStarted }: DeedSheetProps) {
  const plan = usePlan(deed);
  const start = useDeed(deed);
  const [reason, setReason] = useState("");
  const waits = plan.data?.actions.some(({ action }) => action === "wait") === true;
  // A guardrail of the mode soft: it stops unless somebody says why it is done all the same.
  const isOverridable = start.error instanceof ApiError && start.error.code === "policy.override_needed";
  const isHeld = plan.data?.actions.some(({ action }) => action === "hold") === true;

  function begin(run: string) {
    sayEcho({ text: `Begun: ${titleOf(deed)}`, link: { label: "Environments", to: "/environments" } });
    onStarted(run);
  }

  return (
    <Dialog isOpen isWide onClose={onClose} title={titleOf(deed)}>
      <div className="sheet">
        {deed.verb === "promote" && <Coming component={deed.component} from={deed.from} to={deed.to} />}
        <section aria-label="Plan">
          <h3>What will be done</h3>
          {plan.isPending && <Skeleton label="Loading the plan" lines={3} />}
          {plan.isError && <ErrorPanel error={plan.error} onRetry={() => void plan.refetch()} />}
          {plan.data !== undefined && <PlanView actions={plan.data.actions} cost={plan.data.cost} />}
        </section>
        {(waits || isHeld || isOverridable) && (
          <label className="sheet-field">
            {isOverridable
              ? "Why it is done all the same"
              : isHeld
                ? "Why it cannot wait for the end of the freeze"
                : "Why, for whoever approves it"}
            <input
              autoComplete="off"
              maxLength={500}
              value={reason}
              onChange={(event) => {
                setReason(event.currentTarget.value);
              }}
            />
          </label>
        )}
        {start.isError && (
          <ErrorPanel
            error={start.error}
            onRetry={() => {
              start.reset();
              void plan.refetch();
            }}
          />
        )}
        <footer className="sheet-foot">
          <code className="mono faint clip">{commandOf(deed)}</code>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            data-autofocus
            color={deed.verb === "stop" ? "red" : "blue"}
            disabled={
              plan.data === undefined || plan.isFetching || (start.isError && !(isOverridable && reason !== ""))
            }
            loading={start.isPending || start.isSuccess}
            onClick={() => {
              if (plan.data === undefined) return;
              const words =
                reason === ""
                  ? {}
                  : {
                      reason,
                      ...(isHeld ? { overrideFreeze: reason } : {}),
                      ...(isOverridable ? { override: reason } : {}),
                    };
              start.mutate({ expectedPlan: plan.data.digest, ...words }, { onSuccess: begin });
            }}
          >
            {waits ? "Ask for approval" : buttons[deed.verb]}
          </Button>
        </footer>
      </div>
    </Dialog>
  );
}

interface ComingProps {
  component: string;
  from: string;
  to: string;
}

/** The commits that come along. */
function Coming({ component, from, to }: ComingProps) {
  const comparison = useComparison(component, from, to);
  if (comparison.isPending) return <Skeleton label="Loading the commits" lines={2} />;
  // Who may not read the configuration may still promote; the plan below says what will be done.
  if (comparison.isError) return null;
  const { from: now, to: then, commits, configuration } = comparison.data;
  return (
    <section aria-label="Changes">
      <h3>
        rel-{now.release} from {from}
        {then.release === null ? ", the first one" : `, in the place of rel-${String(then.release)}`}
      </h3>
      {commits.length > 0 && <Commits commits={commits} />}
      {configuration.length > 0 && (
        <p className="soft">
          The configuration of {to} stays its own: {configuration.map(({ name }) => name).join(", ")}{" "}
          {configuration.length === 1 ? "differs" : "differ"}.
        </p>
      )}
    </section>
  );
}
