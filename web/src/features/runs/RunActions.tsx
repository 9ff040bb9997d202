import { Button } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { isFinal, useCancelRun, useRerun, useUndoRun, type RunDetail } from "./runs.queries";
import { IconArrowBackUp, IconPlayerStop, IconRefresh } from "@/shared/ui/icons";

const Dialog = lazy(() => import("@/shared/ui/Dialog").then((module) => ({ default: module.Dialog })));

interface RunActionsProps {
  run: RunDetail;
  /** What the reader may do, to leave out what would be refused. */
  permissions: readonly string[];
  /** Called with the id of the run that was started. */
  onStarted: (id: string) => void;
}

/** Cancel, run again, undo: what the run's state allows. */
export function RunActions({ run, permissions, onStarted }: RunActionsProps) {
  const cancel = useCancelRun(run.id);
  const rerun = useRerun(run.id);
  const error = cancel.error ?? rerun.error;
  const start = (mode: "all" | "failed") => {
    rerun.mutate(mode, {
      onSuccess: (started) => {
        onStarted(started.id);
      },
    });
  };
  const icon = <IconRefresh size={15} stroke={1.7} />;

  return (
    <>
      {error !== null && (
        <span className="run-action-error" role="alert">
          {error.message}
        </span>
      )}
      {!isFinal(run.state) && permissions.includes("run.cancel") && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlayerStop size={15} stroke={1.7} />}
          loading={cancel.isPending}
          onClick={() => {
            cancel.mutate();
          }}
        >
          {run.state === "cancelling" ? "Force cancel" : "Cancel run"}
        </Button>
      )}
      {run.kind === "golden_path" && isFinal(run.state) && permissions.includes("golden_path.undo") && (
        <Undo run={run} onStarted={onStarted} />
      )}
      {(run.state === "failed" || run.state === "timed_out") && permissions.includes("run.rerun") && (
        <Button
          size="xs"
          leftSection={icon}
          loading={rerun.isPending && rerun.variables === "failed"}
          onClick={() => {
            start("failed");
          }}
        >
          Run failed again
        </Button>
      )}
      {isFinal(run.state) && permissions.includes("run.rerun") && (
        <Button
          size="xs"
          variant="default"
          leftSection={icon}
          loading={rerun.isPending && rerun.variables === "all"}
          onClick={() => {
            start("all");
          }}
        >
          Run all again
        </Button>
      )}
    </>
  );
}

interface UndoProps {
  run: RunDetail;
  onStarted: (id: string) => void;
}

/** Takes back what a golden path has made; the server refuses what was changed since. */
function Undo({ run, onStarted }: UndoProps) {
  const [isAsking, setIsAsking] = useState(false);
  const undo = useUndoRun(run.id);
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconArrowBackUp size={15} stroke={1.7} />}
        onClick={() => {
          setIsAsking(true);
        }}
      >
        Undo
      </Button>
      {isAsking && (
        <Suspense>
          <Dialog
            isOpen
            onClose={() => {
              setIsAsking(false);
            }}
            title={`Undo run #${String(run.number)}`}
          >
            <div className="dialog-text">
              <p>A new run deletes what this one has created, as long as nobody has changed it since.</p>
              {undo.error !== null && (
                <p className="run-action-error" role="alert">
                  {undo.error.message}
                </p>
              )}
              <Button
                size="xs"
                color="red"
                loading={undo.isPending}
                onClick={() => {
                  undo.mutate(undefined, {
                    onSuccess: (started) => {
                      onStarted(started.id);
                    },
                  });
                }}
              >
                Undo what it created
              </Button>
            </div>
          </Dialog>
        </Suspense>
      )}
    </>
  );
}
