import { useSetUse } from "./changes.queries";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { SureButton } from "@/shared/ui/SureButton";
import "./changes.css";

interface ObservedPanelProps {
  repository: string;
}

/** What it means that a repository is only observed, and the way out. The server says who may take it. */
export function ObservedPanel({ repository }: ObservedPanelProps) {
  const use = useSetUse(repository);
  return (
    <section className="panel repository-part" aria-labelledby="repository-observed">
      <h2 id="repository-observed">Observed only</h2>
      <p className="observed-text">
        A copy of what is kept elsewhere. It takes pushes and is read; nothing is written to it from here, no change of
        it is opened or merged, and no pipeline of it runs.
      </p>
      <div>
        <SureButton
          first={{ text: "Adopt", name: `Adopt ${repository}` }}
          second={{
            text: "Adopt: pipelines run",
            name: `Adopt ${repository}: its pipelines run from the next push on`,
          }}
          isPending={use.isPending}
          onSure={() => {
            use.mutate({ observeOnly: false });
          }}
        />
      </div>
      {use.isError && <ErrorPanel error={use.error} />}
    </section>
  );
}
