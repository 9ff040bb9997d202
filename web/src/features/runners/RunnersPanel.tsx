import { Button } from "@mantine/core";
import { useDrainRunner, useMakeRunnerToken, useRemoveRunner, useRunners, type Runner } from "./runners.queries";
import { EmptyState } from "@/shared/ui/EmptyState";
import { SecretOnce } from "@/shared/ui/SecretOnce";
import { FormError, Setting } from "@/shared/ui/Setting";
import { SettingList } from "@/shared/ui/SettingList";
import { SureButton } from "@/shared/ui/SureButton";
import { RelativeTime } from "@/shared/ui/Time";

interface RunnersPanelProps {
  permissions: readonly string[];
}

/** The machines that run jobs besides the server. */
export function RunnersPanel({ permissions }: RunnersPanelProps) {
  const runners = useRunners();
  const mayManage = permissions.includes("runner.manage");
  return (
    <>
      <Setting
        title="Runners"
        lead="A job whose runs-on asks for labels the server does not serve goes to a runner that has all of them."
      >
        <SettingList
          query={runners}
          loading="Loading the runners"
          empty={
            <EmptyState
              title="No other machine runs jobs yet."
              action={<code className="mono">towpath runner token</code>}
            >
              The server runs all jobs itself. A token makes another machine a runner.
            </EmptyState>
          }
        >
          {(items) => items.map((runner) => <RunnerRow key={runner.id} runner={runner} mayManage={mayManage} />)}
        </SettingList>
      </Setting>
      {mayManage && <NewRunner />}
    </>
  );
}

function NewRunner() {
  const make = useMakeRunnerToken();
  return (
    <Setting title="New runner" lead="A token registers one machine, once, within an hour.">
      <div className="setting-form">
        <Button
          size="xs"
          variant="default"
          loading={make.isPending}
          onClick={() => {
            make.mutate();
          }}
        >
          Make a token
        </Button>
      </div>
      <FormError error={make.error} />
      {make.data !== undefined && (
        <SecretOnce noun="token" secret={make.data.token}>
          {`Write it into a file on the machine, then: towpath runner register --server ${location.origin} --token-file FILE`}
        </SecretOnce>
      )}
    </Setting>
  );
}

interface RunnerRowProps {
  runner: Runner;
  mayManage: boolean;
}

function RunnerRow({ runner, mayManage }: RunnerRowProps) {
  const drain = useDrainRunner(runner.id);
  const remove = useRemoveRunner(runner.id);
  const jobs = runner.jobs === 0 ? "idle" : runner.jobs === 1 ? "1 job" : `${String(runner.jobs)} jobs`;
  return (
    <li className="setting-row">
      <span className="setting-name">
        <b className="clip">{runner.name}</b>
        <small>
          {runner.state} · {jobs} · {runner.labels.join(", ")} · version {runner.version} ·{" "}
          {runner.seenAt === null ? (
            "not heard of yet"
          ) : (
            <>
              heard of <RelativeTime at={runner.seenAt} />
            </>
          )}
        </small>
        <FormError error={drain.error ?? remove.error} />
      </span>
      {mayManage && (
        <>
          {runner.state !== "draining" && (
            <Button
              size="compact-xs"
              variant="default"
              loading={drain.isPending}
              aria-label={`Drain ${runner.name}`}
              onClick={() => {
                drain.mutate();
              }}
            >
              Drain
            </Button>
          )}
          <SureButton
            first={{ text: "Remove", name: `Remove ${runner.name}` }}
            second={{ text: "Remove; its jobs are lost", name: `Remove ${runner.name}; its jobs are lost` }}
            isPending={remove.isPending}
            onSure={() => {
              remove.mutate();
            }}
          />
        </>
      )}
    </li>
  );
}
