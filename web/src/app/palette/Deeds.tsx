import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useDeed, usePlan, type Deed } from "./palette.queries";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Skeleton } from "@/shared/ui/Skeleton";

interface DeedsProps {
  deed: Deed;
  onBack: () => void;
  onClose: () => void;
}

const titles: Record<Deed["effect"], { title: (deed: Deed) => string; button: string }> = {
  promote: { title: ({ component, environment }) => `Promote ${component} to ${environment}`, button: "Promote" },
  rollback: { title: ({ component, environment }) => `Roll back ${component} in ${environment}`, button: "Roll back" },
  restart: { title: ({ component, environment }) => `Restart ${component} in ${environment}`, button: "Restart" },
  stop: { title: ({ component, environment }) => `Stop ${component} in ${environment}`, button: "Stop" },
};

/** What would happen, and the button that makes it happen and leads to its run. */
export function Deeds({ deed, onBack, onClose }: DeedsProps) {
  const plan = usePlan(deed);
  const doing = useDeed();
  const navigate = useNavigate();
  const { title, button } = titles[deed.effect];

  function start() {
    doing.mutate(deed, {
      onSuccess: (run) => {
        onClose();
        if (run !== undefined) void navigate({ to: "/runs/$id", params: { id: run } });
      },
    });
  }

  return (
    <div className="palette-frame palette-deed">
      <h2>{title(deed)}</h2>
      {plan.isPending && <Skeleton label="Planning" lines={3} />}
      {plan.isError && <ErrorPanel error={plan.error} onRetry={() => void plan.refetch()} />}
      {plan.data !== undefined && (
        <ol aria-label="Plan">
          {plan.data.map(({ action, subject, reason }) => (
            <li key={`${action} ${subject}`}>
              <b>{action}</b> <span dir="auto">{subject}</span> <small>{reason}</small>
            </li>
          ))}
        </ol>
      )}
      {doing.isError && <ErrorPanel error={doing.error} />}
      <div className="palette-buttons">
        <Button variant="default" size="xs" onClick={onBack}>
          Back
        </Button>
        {plan.data !== undefined && (
          // Enter twice is a promotion: the plan is read between.
          // eslint-disable-next-line jsx-a11y/no-autofocus
          <Button size="xs" autoFocus loading={doing.isPending} onClick={start}>
            {button}
          </Button>
        )}
      </div>
    </div>
  );
}
