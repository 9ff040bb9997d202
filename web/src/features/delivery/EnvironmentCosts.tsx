import { useEnvironmentCosts } from "./environments.queries";
import { costWords, money } from "./planCost";
import { Dialog } from "@/shared/ui/Dialog";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Skeleton } from "@/shared/ui/Skeleton";
import "./plan.css";

interface Place {
  project: string;
  environment: string;
}

interface Now {
  sums: { currency: string; monthly: number }[];
  unknown: number;
}

/** "30.00 EUR a month and 2 prices not known". */
function sumWords({ sums, unknown }: Now): string {
  const known = sums.map(({ currency, monthly }) => `${money(monthly, currency)} a month`).join(" + ");
  const rest = unknown === 0 ? "" : `${String(unknown)} ${unknown === 1 ? "price" : "prices"} not known`;
  return [known, rest].filter((part) => part !== "").join(" and ") || "nothing";
}

/** What the resources of an environment cost a month as they are now, by component. */
export function EnvironmentCosts({ project, environment }: Place) {
  const costs = useEnvironmentCosts(project, environment);
  if (costs.isPending) return <Skeleton label="Loading costs" lines={2} />;
  if (costs.isError) return <ErrorPanel error={costs.error} onRetry={() => void costs.refetch()} />;
  if (costs.data.components.length === 0) return <p className="soft">There is no resource here.</p>;
  return (
    <div className="costs">
      <p>
        <b>{sumWords(costs.data)}</b>
      </p>
      {costs.data.components.map((component) => (
        <section key={component.component} aria-label={`What ${component.component} costs`}>
          <h3>
            {component.component}: {sumWords(component)}
          </h3>
          <ul>
            {component.resources.map((resource) => (
              <li key={`${resource.type} ${resource.id}`}>
                {resource.type} {resource.id}: <b>{costWords(resource)}</b>,{" "}
                <span className="soft">
                  {resource.reason === "" ? `made with ${resource.definition}` : resource.reason}
                </span>
              </li>
            ))}
          </ul>
        </section>
      ))}
      <p className="soft cost-note">Prices of resources; what instances use of a machine is metered apart.</p>
    </div>
  );
}

export function CostSheet({ project, environment, onClose }: Place & { onClose: () => void }) {
  return (
    <Dialog isOpen isWide onClose={onClose} title={`What ${environment} of ${project} costs`}>
      <div className="sheet">
        <EnvironmentCosts project={project} environment={environment} />
        <footer className="sheet-foot">
          <code className="mono faint clip">
            towpath env cost {environment} --project {project}
          </code>
        </footer>
      </div>
    </Dialog>
  );
}
