import { Button } from "@mantine/core";
import { CandidateList } from "./CandidateList";
import { Changes } from "./PlanView";
import { whenWords } from "./definitionWords";
import { useTrial, type DefinitionTrial, type TrialOrder, type TriedResource } from "./definitions.queries";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { StateMark } from "@/shared/ui/StateMark";
import "./plan.css";
import "./definitions.css";

interface TriedListProps {
  trial: DefinitionTrial;
  /** What was asked. */
  order: TrialOrder;
}

/** What a text would do: each resource with what would serve it, why, and with what. */
export function TriedList({ trial, order }: TriedListProps) {
  const { resources, definitions, leftOut } = trial;
  const served = resources.filter((each) => each.served).length;
  return (
    <div>
      <p role="status">
        {resources.length === 0
          ? "Nothing there asks for a resource that it could be about."
          : served === 0
            ? "It would serve nothing there."
            : served === 1
              ? "It would serve 1 resource there."
              : `It would serve ${String(served)} resources there.`}
      </p>
      {resources.map((each) => (
        <Tried key={each.id} resource={each} definitions={definitions} order={order} />
      ))}
      {leftOut > 0 && <p className="soft">{leftOut} more are not shown.</p>}
    </div>
  );
}

interface TriedProps {
  resource: TriedResource;
  definitions: readonly string[];
  order: TrialOrder;
}

function Tried({ resource, definitions, order }: TriedProps) {
  const { id, type, parent, made, planned, reason, served, when, problem, unknown, params, inputs } = resource;
  return (
    <section className="definition-tried" aria-label={id}>
      <h3>
        <StateMark state={problem !== "" ? "failed" : served ? "succeeded" : "skipped"} />
        <code className="mono">{id}</code>
        <span className="soft">
          {type}
          {parent !== null && `, brought along by ${parent}`}
        </span>
      </h3>
      <p>
        {planned === null ? "Nothing fits" : `${planned} fits best`}
        {planned !== null && served && `, and it would get it ${whenWords[when]}`}: {reason}.
        {made !== null && ` It is made with ${made}.`}
      </p>
      {problem !== "" && <p className="definition-problem">{problem}</p>}
      {unknown !== "" && <p className="soft">What it is made of is not known yet: {unknown}</p>}
      <CandidateList candidates={resource.candidates} written={definitions} />
      {params !== null && Object.keys(params).length > 0 && (
        <Values title="What the workload asks for" value={params} />
      )}
      {inputs !== null && <Values title="What its driver gets" value={inputs} />}
      {resource.mayAskDriver && <DriverAnswer resource={resource} order={order} />}
    </section>
  );
}

interface ValuesProps {
  title: string;
  value: Record<string, unknown>;
}

/** Placeholders are resolved in it, and secrets masked. */
function Values({ title, value }: ValuesProps) {
  return (
    <details>
      <summary>{title}</summary>
      <pre className="mono definition-text">{JSON.stringify(value, null, 2)}</pre>
    </details>
  );
}

interface DriverAnswerProps {
  resource: TriedResource;
  order: TrialOrder;
}

/** What the driver says it would do, when somebody wants to know: that may take a minute. */
function DriverAnswer({ resource: { id, driver }, order }: DriverAnswerProps) {
  const asked = useTrial();
  const answer = asked.data?.resources.find((each) => each.id === id);
  return (
    <>
      <div className="definition-buttons">
        <Button
          size="compact-xs"
          variant="default"
          loading={asked.isPending}
          aria-label={`Ask ${driver ?? "the driver"} what it would do to ${id}`}
          onClick={() => {
            asked.mutate({ ...order, resource: id, askDriver: true });
          }}
        >
          Ask {driver} what it would do
        </Button>
        <small className="soft">It looks and changes nothing; that may take a minute.</small>
      </div>
      {asked.isError && <ErrorPanel error={asked.error} />}
      <div role="status" className="plan-view">
        {answer !== undefined && answer.changes !== null && <Changes subject={id} changes={answer.changes} />}
        {answer !== undefined && answer.silence !== "" && <p className="soft">{answer.silence}</p>}
      </div>
    </>
  );
}
