import { Button } from "@mantine/core";
import { AffectedList } from "./AffectedList";
import { useAffected, useRemoveDefinition } from "./definitions.queries";
import { sayEcho } from "@/shared/ui/echo";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";

interface RemoveDefinitionProps {
  name: string;
  onRemoved: () => void;
}

/** Takes a definition out of force, after saying whom that affects. */
export function RemoveDefinition({ name, onRemoved }: RemoveDefinitionProps) {
  const affected = useAffected();
  const remove = useRemoveDefinition(name);
  return (
    <section className="panel definition-part" aria-label="Remove it">
      <header>
        <h2>Remove it</h2>
        <small className="soft">
          Its versions stay for what was made with them. A shipped one of its name serves again.
        </small>
      </header>
      <div className="definition-buttons">
        <Button
          size="xs"
          variant="default"
          loading={affected.isPending}
          onClick={() => {
            affected.mutate({ name, removed: true });
          }}
        >
          Which workloads would that affect?
        </Button>
        {affected.isSuccess && (
          <Button
            size="xs"
            color="red"
            loading={remove.isPending}
            onClick={() => {
              remove.mutate(undefined, {
                onSuccess: () => {
                  sayEcho({ text: `${name} is removed` });
                  onRemoved();
                },
              });
            }}
          >
            Remove {name}
          </Button>
        )}
      </div>
      {affected.isError && <ErrorPanel error={affected.error} />}
      {remove.isError && <ErrorPanel error={remove.error} />}
      {affected.isSuccess && <AffectedList affected={affected.data} />}
    </section>
  );
}
