import { Button } from "@mantine/core";
import { PlanView } from "./PlanView";
import { useDeleteEnvironment, useDeletionPlan, type Environment } from "./delivery.queries";
import { Dialog } from "@/shared/ui/Dialog";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Skeleton } from "@/shared/ui/Skeleton";
import "./delivery.css";

interface DeleteEnvironmentSheetProps {
  environment: Environment;
  onClose: () => void;
  onStarted: (run: string) => void;
}

/** What goes with an environment, then the button that deletes it. */
export function DeleteEnvironmentSheet({ environment, onClose, onStarted }: DeleteEnvironmentSheetProps) {
  const plan = useDeletionPlan(environment.project, environment.name);
  const remove = useDeleteEnvironment(environment.project, environment.name);
  return (
    <Dialog isOpen onClose={onClose} title={`Delete ${environment.name} of ${environment.project}`}>
      <div className="sheet">
        {plan.isPending && <Skeleton label="Loading the plan" lines={3} />}
        {plan.isError && <ErrorPanel error={plan.error} onRetry={() => void plan.refetch()} />}
        {plan.data !== undefined && <PlanView actions={plan.data.actions} cost={plan.data.cost} />}
        {remove.isError && <ErrorPanel error={remove.error} />}
        <footer className="sheet-foot">
          <code className="mono faint clip">
            towpath env delete {environment.project} {environment.name}
          </code>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            color="red"
            disabled={plan.data === undefined}
            loading={remove.isPending || remove.isSuccess}
            onClick={() => {
              remove.mutate(undefined, { onSuccess: onStarted });
            }}
          >
            Delete environment
          </Button>
        </footer>
      </div>
    </Dialog>
  );
}
