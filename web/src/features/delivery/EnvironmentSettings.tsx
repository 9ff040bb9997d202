import { useEnvironments, type Environment } from "./environments.queries";
import { shortRef } from "@/shared/lib/refs";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Setting } from "@/shared/ui/Setting";
import { Skeleton } from "@/shared/ui/Skeleton";

const types: { type: Environment["type"]; title: string; lead: string }[] = [
  { type: "development", title: "Development", lead: "Deployed by itself when the default branch is built." },
  { type: "staging", title: "Staging", lead: "What is promoted from development, before production." },
  { type: "production", title: "Production", lead: "What users see; reached by promotion." },
  { type: "ephemeral", title: "Ephemeral", lead: "Previews: they end by themselves after their time." },
];

/** The types of environments there are, and the environments of each. */
export function EnvironmentSettings() {
  const environments = useEnvironments();
  if (environments.isPending) return <Skeleton label="Loading environments" lines={6} />;
  if (environments.isError)
    return <ErrorPanel error={environments.error} onRetry={() => void environments.refetch()} />;
  return types.map(({ type, title, lead }) => {
    const items = environments.data.items.filter((environment) => environment.type === type);
    return (
      <Setting key={type} title={title} lead={lead}>
        {items.length === 0 && <p className="setting-note">No environment is of this type.</p>}
        <ul className="setting-list">
          {items.map((environment) => (
            <li key={`${environment.project}/${environment.name}`} className="setting-row">
              <span className="setting-name">
                <b>
                  {environment.project} / {environment.name}
                </b>
                <small>
                  {environment.state} · {shortRef(environment.owner)}
                </small>
              </span>
            </li>
          ))}
        </ul>
      </Setting>
    );
  });
}
