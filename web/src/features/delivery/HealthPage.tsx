import { Link } from "@tanstack/react-router";
import { healthSentence, useServiceHealth } from "./health.queries";
import { CopyAs } from "@/shared/ui/CopyAs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { HealthMark } from "@/shared/ui/HealthMark";
import { Owner } from "@/shared/ui/Owner";
import { Page } from "@/shared/ui/Page";
import { Skeleton } from "@/shared/ui/Skeleton";
import "./health.css";

/** What the sentence in the top bar counts. */
export function HealthPage() {
  const health = useServiceHealth();
  const sentence = health.data === undefined ? undefined : healthSentence(health.data);
  return (
    <Page
      title="Service health"
      lead={sentence ?? "What runs, and what of it is not well."}
      actions={<CopyAs cli="towpath status" api="/api/v1/service-health" />}
    >
      {health.isPending && <Skeleton label="Loading the health of services" />}
      {health.isError && <ErrorPanel error={health.error} onRetry={() => void health.refetch()} />}
      {health.data?.attention.length === 0 && (
        <EmptyState
          title={health.data.services === 0 ? "Nothing runs yet." : "Nothing needs attention."}
          action={<code className="feedback-hint mono">towpath status</code>}
        >
          Places that are degraded or missing stand here, production first, as soon as there are any.
        </EmptyState>
      )}
      {health.data !== undefined && health.data.attention.length > 0 && (
        <div className="panel health-scroll">
          <table className="health-table" aria-label="Services that need attention">
            <thead>
              <tr>
                <th scope="col">Service</th>
                <th scope="col">Environment</th>
                <th scope="col">Health</th>
                <th scope="col">Why</th>
                <th scope="col">Version</th>
                <th scope="col">Owner</th>
              </tr>
            </thead>
            <tbody>
              {health.data.attention.map((place) => (
                <tr key={`${place.component} ${place.environment}`}>
                  <td>
                    <Link
                      to="/catalog/$kind/$namespace/$name"
                      params={{ kind: "component", namespace: "default", name: place.component }}
                    >
                      <bdi>{place.component}</bdi>
                    </Link>
                  </td>
                  <td>{place.environment}</td>
                  <td>
                    <HealthMark health={place.health} hasLabel />
                  </td>
                  <td className="soft">{place.reason}</td>
                  <td className="mono">{place.release ?? "–"}</td>
                  <td>
                    <Owner owner={place.owner} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Page>
  );
}
