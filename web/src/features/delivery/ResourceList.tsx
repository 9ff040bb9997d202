import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { ExplainSheet } from "./ExplainSheet";
import { useResources, type Resource } from "./delivery.queries";
import { useResourceQuestions } from "./questions.queries";
import { ResourceDoubt } from "./ResourceDoubt";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { IconDatabase } from "@/shared/ui/icons";
import { Skeleton } from "@/shared/ui/Skeleton";
import { RelativeTime } from "@/shared/ui/Time";
import "./delivery.css";

interface ResourceListProps {
  /** "" for every component. */
  component: string;
}

const perhapsMade = "perhaps_made";

function stateWords(state: string): string {
  return state === perhapsMade ? "perhaps made" : state;
}

/** What components have: databases, volumes, names, with what they hand out. Secrets stay masked. */
export function ResourceList({ component }: ResourceListProps) {
  const resources = useResources(component);
  const [explained, setExplained] = useState<Resource>();
  const isDoubted = resources.data?.items.some(({ state }) => state === perhapsMade) ?? false;
  const questions = useResourceQuestions(isDoubted).data?.items ?? [];

  if (resources.isPending) return <Skeleton label="Loading resources" />;
  if (resources.isError) return <ErrorPanel error={resources.error} onRetry={() => void resources.refetch()} />;
  if (resources.data.items.length === 0)
    return (
      <EmptyState title="No resources yet." action={<code className="feedback-hint mono">score.yaml</code>}>
        What a workload declares under resources is made when it is deployed, in each environment its own.
      </EmptyState>
    );
  return (
    <>
      <ul className="resources">
        {resources.data.items.map((resource) => (
          <li key={resource.uid}>
            <span className="tile" aria-hidden>
              <IconDatabase size={16} stroke={1.7} />
            </span>
            <span className="row-text">
              <span className="row-title">
                {resource.name} <code className="mono soft">{resource.type}</code>
              </span>
              <span className="row-note">
                {component === "" ? `${resource.component} in ${resource.environment}` : resource.environment}
              </span>
            </span>
            <span className="resource-made soft">
              {resource.definition}
              <span className="faint">
                {resource.state === "active" ? "" : `${stateWords(resource.state)} · `}
                <RelativeTime at={resource.updatedAt} />
              </span>
              {resource.drift !== null && (
                <Link
                  className="resource-drift"
                  to="/resources/drift"
                  search={{ component: resource.component, environment: resource.environment }}
                >
                  Not as it was made: {resource.drift}
                </Link>
              )}
            </span>
            <dl className="outputs mono" aria-label={`Outputs of ${resource.name} in ${resource.environment}`}>
              {Object.entries(resource.outputs).map(([key, value]) => (
                <div key={key}>
                  <dt>{key}</dt>
                  <dd>{typeof value === "string" ? value : JSON.stringify(value)}</dd>
                </div>
              ))}
            </dl>
            <Button
              size="compact-xs"
              variant="default"
              aria-label={`Explain ${resource.name} of ${resource.component} in ${resource.environment}`}
              onClick={() => {
                setExplained(resource);
              }}
            >
              Explain
            </Button>
            {questions
              .filter(({ uid }) => uid === resource.uid)
              .map((question) => (
                <ResourceDoubt key={question.uid} question={question} />
              ))}
          </li>
        ))}
      </ul>
      {explained !== undefined && (
        <ExplainSheet
          resource={explained}
          onClose={() => {
            setExplained(undefined);
          }}
        />
      )}
    </>
  );
}
