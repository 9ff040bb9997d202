import { Button } from "@mantine/core";
import { useState } from "react";
import {
  useIncidents,
  useLinkIncident,
  useOpenIncident,
  useResolveIncident,
  type Incident,
  type IncidentState,
} from "./incidents.queries";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Segments } from "@/shared/ui/Segments";
import { FormError } from "@/shared/ui/Setting";
import { Skeleton } from "@/shared/ui/Skeleton";
import { RelativeTime } from "@/shared/ui/Time";
import "@/shared/ui/setting.css";
import "./traces.css";

interface IncidentsTabProps {
  name: string;
  /** Where it runs; undefined while that is not known. */
  status: { environments: { name: string }[] } | undefined;
  search: Record<string, unknown>;
  onSearch: (search: Record<string, unknown>) => void;
}

const views: { value: IncidentState | "all"; label: string }[] = [
  { value: "all", label: "All" },
  { value: "open", label: "Open" },
  { value: "closed", label: "Over" },
];

const origins: Record<Incident["origin"], string> = {
  health: "noticed by its health check",
  alert: "from an alert",
  reported: "from another system",
  hand: "opened by hand",
};

/** What broke, who noticed, and which deployment it is due to. */
export function IncidentsTab({ name, status, search, onSearch }: IncidentsTabProps) {
  const view = views.find(({ value }) => value === search["state"])?.value ?? "all";
  const incidents = useIncidents(name, view === "all" ? undefined : view);
  const items = incidents.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <div className="metric-tools">
        <Segments
          label="Which incidents"
          segments={views}
          value={view}
          onChange={(value) => {
            onSearch({ ...search, state: value === "all" ? undefined : value });
          }}
        />
      </div>
      <section className="panel traces" aria-label="Incidents">
        {status !== undefined && status.environments.length > 0 && (
          <OpenForm component={name} environments={status.environments.map((each) => each.name)} />
        )}
        {incidents.isPending && <Skeleton label="Loading the incidents" lines={4} />}
        {incidents.isError && <ErrorPanel error={incidents.error} onRetry={() => void incidents.refetch()} />}
        {incidents.isSuccess && items.length === 0 && (
          <EmptyState
            title="No incidents."
            action={<code className="mono">towpath incident open {name} production &quot;Nobody can pay&quot;</code>}
          >
            They come from health checks, from alerts, and by hand.
          </EmptyState>
        )}
        <ol>
          {items.map((incident) => (
            <IncidentRow key={incident.id} incident={incident} />
          ))}
        </ol>
        {incidents.hasNextPage && (
          <Button
            size="compact-xs"
            variant="default"
            loading={incidents.isFetchingNextPage}
            onClick={() => void incidents.fetchNextPage()}
          >
            Older
          </Button>
        )}
      </section>
    </>
  );
}

interface OpenFormProps {
  component: string;
  environments: string[];
}

function OpenForm({ component, environments }: OpenFormProps) {
  const open = useOpenIncident();
  const [title, setTitle] = useState("");
  const [environment, setEnvironment] = useState(environments.at(-1) ?? "");
  return (
    <form
      className="setting-form"
      aria-label="Open an incident"
      onSubmit={(event) => {
        event.preventDefault();
        open.mutate(
          { component, environment, title },
          {
            onSuccess: () => {
              setTitle("");
            },
          },
        );
      }}
    >
      <label>
        What does not work
        <input
          value={title}
          required
          maxLength={500}
          placeholder="Nobody can pay"
          onChange={(event) => {
            setTitle(event.currentTarget.value);
          }}
        />
      </label>
      <label>
        Where
        <select
          value={environment}
          onChange={(event) => {
            setEnvironment(event.currentTarget.value);
          }}
        >
          {environments.map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      </label>
      <Button type="submit" size="xs" variant="default">
        Open an incident
      </Button>
      <FormError error={open.error} />
    </form>
  );
}

function IncidentRow({ incident }: { incident: Incident }) {
  const resolve = useResolveIncident(incident.id);
  const link = useLinkIncident(incident.id);
  const [deployment, setDeployment] = useState("");
  const [isLinking, setIsLinking] = useState(false);
  return (
    <li className="incident">
      <div className="traces-tools">
        <b className="clip" dir="auto">
          {incident.reason.split("\n")[0]}
        </b>
        <small className="soft">
          {incident.environment}
          {incident.severity !== null && `, ${incident.severity}`}, {origins[incident.origin]},{" "}
          <RelativeTime at={incident.openedAt} />
        </small>
        {incident.state === "open" ? (
          <small className="traces-errors">open</small>
        ) : (
          incident.closedAt !== null && (
            <small className="soft">
              {incident.resolution} <RelativeTime at={incident.closedAt} />
            </small>
          )
        )}
        {incident.url !== null && /^https?:/.test(incident.url) && (
          <a className="text-link" href={incident.url} rel="noreferrer">
            More
          </a>
        )}
      </div>
      <div className="traces-tools">
        <small className="soft">
          {incident.deployment === null ? (
            "No deployment named"
          ) : (
            <>
              Due to <code className="mono">{incident.deployment}</code>
            </>
          )}
        </small>
        <Button
          size="compact-xs"
          variant="subtle"
          aria-expanded={isLinking}
          aria-label={`Say which deployment ${incident.id} is due to`}
          onClick={() => {
            setIsLinking(!isLinking);
          }}
        >
          Due to …
        </Button>
        {incident.state === "open" && incident.origin !== "health" && (
          <Button
            size="compact-xs"
            variant="subtle"
            aria-label={`Resolve ${incident.id}`}
            onClick={() => {
              resolve.mutate();
            }}
          >
            It is over
          </Button>
        )}
      </div>
      {isLinking && (
        <form
          className="setting-form"
          onSubmit={(event) => {
            event.preventDefault();
            link.mutate(deployment === "" ? null : deployment, {
              onSuccess: () => {
                setIsLinking(false);
              },
            });
          }}
        >
          <label>
            Deployment; none when empty
            <input
              value={deployment}
              placeholder="its id"
              onChange={(event) => {
                setDeployment(event.currentTarget.value.trim());
              }}
            />
          </label>
          <Button type="submit" size="xs" variant="default">
            Link
          </Button>
        </form>
      )}
      <FormError error={resolve.error ?? link.error} />
    </li>
  );
}
