import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { AcceptDrift, AcceptedList } from "./AcceptDrift";
import { useDriftCheck, useDrifted, type Resource } from "./delivery.queries";
import type { ResourcePlace } from "./drift";
import { Changes } from "./PlanView";
import type { components } from "@/shared/api/schema";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Owner } from "@/shared/ui/Owner";
import { RelativeTime } from "@/shared/ui/Time";

type Found = components["schemas"]["ResourceDriftList"]["items"][number];

interface DriftPlaceProps {
  place: ResourcePlace;
  onSetRight: () => void;
}

/** What a component has in an environment: what of it drifted, looked at again on a press, and set right. */
export function DriftPlace({ place, onSetRight }: DriftPlaceProps) {
  const check = useDriftCheck();
  const { component, environment, owner, resources, drifted, lookedAt } = place;
  const where = `${component} in ${environment}`;
  const found = check.data?.items;
  return (
    <article className="panel drift-place" aria-label={where} data-drifted={drifted.length > 0 || undefined}>
      <header>
        <h3>
          <Link
            className="text-link"
            to="/catalog/$kind/$namespace/$name"
            params={{ kind: "component", namespace: "default", name: component }}
            search={{ tab: "resources" }}
          >
            {component}
          </Link>{" "}
          in {environment}
        </h3>
        <Owner owner={owner} />
        <span className="soft drift-looked">
          {resources.length === 1 ? "1 resource" : `${String(resources.length)} resources`},{" "}
          {lookedAt === null ? (
            "not looked at yet"
          ) : (
            <>
              looked at <RelativeTime at={lookedAt} />
            </>
          )}
        </span>
        <span className="drift-buttons">
          <Button
            size="compact-sm"
            variant="default"
            loading={check.isPending}
            aria-label={`Check now: ${where}`}
            onClick={() => {
              check.mutate({ component, environment });
            }}
          >
            Check now
          </Button>
          {drifted.length > 0 && (
            <Button size="compact-sm" aria-label={`Set right: ${where}`} onClick={onSetRight}>
              Set right
            </Button>
          )}
        </span>
      </header>
      {check.isError && <ErrorPanel error={check.error} />}
      {drifted.length > 0 && (
        <ul className="drift-list">
          {drifted.map((resource) => (
            <Drifted key={resource.uid} resource={resource} found={found?.find(({ uid }) => uid === resource.uid)} />
          ))}
        </ul>
      )}
      <AcceptedList resources={resources} />
      {found !== undefined && <Answer found={found} />}
    </article>
  );
}

interface DriftedProps {
  resource: Resource;
  /** What was found by a look just now. */
  found: Found | undefined;
}

function Drifted({ resource, found }: DriftedProps) {
  const { uid, name, type, drift, definition, driver } = resource;
  const since = useDrifted().data?.items.find((each) => each.uid === uid)?.since ?? null;
  const [definitionName = "", version = ""] = definition.split("@");
  return (
    <li>
      <span className="drift-what">
        <b>{name}</b> <code className="mono soft">{type}</code>
      </span>
      <span className="resource-drift">{drift}</span>
      {found !== undefined && found.changes.length > 0 && (
        <Changes subject={name} changes={{ summary: found.summary, changes: found.changes, leftOut: 0 }} />
      )}
      <span className="soft">
        {since !== null && (
          <>
            Known since <RelativeTime at={since} />.{" "}
          </>
        )}
        Made by{" "}
        <Link className="text-link" to="/resource-definitions/$name" params={{ name: definitionName }}>
          {definitionName}
        </Link>{" "}
        version {version} with the driver <code className="mono">{driver}</code>.
      </span>
      <AcceptDrift resource={resource} />
    </li>
  );
}

interface AnswerProps {
  found: Found[];
}

/** What a look just now found, in a sentence; and of whom nothing could be said. */
function Answer({ found }: AnswerProps) {
  const differing = found.filter(({ drift }) => drift === "drifted").length;
  const unclear = found.filter(({ drift }) => drift === "failed" || drift === "not_known");
  return (
    <div className="drift-answer" role="status">
      <p>
        Looked just now:{" "}
        {differing > 0
          ? `${String(differing)} of ${String(found.length)} not as applied.`
          : unclear.length === found.length
            ? "nothing could be told."
            : "as it was applied."}
      </p>
      {unclear.map(({ uid, name, reason }) => (
        <p key={uid} className="soft">
          Of {name} nothing is known: {reason}
        </p>
      ))}
    </div>
  );
}
