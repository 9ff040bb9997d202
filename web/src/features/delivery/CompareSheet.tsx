import { Commits } from "./Commits";
import { useComparison, type Comparison } from "./delivery.queries";
import { Dialog } from "@/shared/ui/Dialog";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Skeleton } from "@/shared/ui/Skeleton";
import "./delivery.css";

interface CompareSheetProps {
  component: string;
  from: string;
  to: string;
  onClose: () => void;
}

/** What two environments of a component do not have in common. */
export function CompareSheet({ component, from, to, onClose }: CompareSheetProps) {
  const comparison = useComparison(component, from, to);
  return (
    <Dialog isOpen isWide onClose={onClose} title={`${component}: ${from} and ${to}`}>
      <div className="sheet">
        {comparison.isPending && <Skeleton label="Loading the comparison" lines={5} />}
        {comparison.isError && <ErrorPanel error={comparison.error} onRetry={() => void comparison.refetch()} />}
        {comparison.data !== undefined && <Differences comparison={comparison.data} />}
      </div>
    </Dialog>
  );
}

function versionOf(side: Comparison["from"]): string {
  return `${side.release === null ? "nothing" : `rel-${String(side.release)}`} in ${side.environment}`;
}

interface DifferencesProps {
  comparison: Comparison;
}

function Differences({ comparison: { from, to, commits, missing, configuration, resources } }: DifferencesProps) {
  return (
    <>
      <p className="soft">
        {versionOf(from)}, {versionOf(to)}.
      </p>
      <section aria-label="Commits">
        <h3>Commits</h3>
        {commits.length === 0 && missing.length === 0 && <p className="soft">Both run the same commit.</p>}
        {commits.length > 0 && (
          <>
            <p className="faint">Only in {from.environment}</p>
            <Commits commits={commits} />
          </>
        )}
        {missing.length > 0 && (
          <>
            <p className="faint">Only in {to.environment}</p>
            <Commits commits={missing} />
          </>
        )}
      </section>
      <Values title="Configuration" from={from.environment} to={to.environment} differences={configuration} />
      <Values title="Resources" from={from.environment} to={to.environment} differences={resources} />
    </>
  );
}

interface ValuesProps {
  title: string;
  from: string;
  to: string;
  differences: Comparison["configuration"];
}

function Values({ title, from, to, differences }: ValuesProps) {
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      {differences.length === 0 ? (
        <p className="soft">The same in both.</p>
      ) : (
        <table className="difference">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">{from}</th>
              <th scope="col">{to}</th>
            </tr>
          </thead>
          <tbody>
            {differences.map((difference) => (
              <tr key={difference.name}>
                <th scope="row">{difference.name}</th>
                <td>{difference.from ?? <span className="faint">absent</span>}</td>
                <td>{difference.to ?? <span className="faint">absent</span>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
