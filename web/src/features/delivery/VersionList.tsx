import { useDefinitionVersions } from "./definitions.queries";
import { LinesDiff } from "./LinesDiff";
import { shortRef } from "@/shared/lib/refs";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Skeleton } from "@/shared/ui/Skeleton";
import { RelativeTime } from "@/shared/ui/Time";

interface VersionListProps {
  name: string;
}

/** The versions of a definition, newest first, each with what it changed. */
export function VersionList({ name }: VersionListProps) {
  const versions = useDefinitionVersions(name);
  return (
    <section className="panel definition-part" aria-label="Versions">
      <header>
        <h2>Versions</h2>
        <small className="soft">None of them ever changes; what one made keeps it until it is upgraded.</small>
      </header>
      {versions.isPending && <Skeleton label="Loading the versions" lines={2} />}
      {versions.isError && <ErrorPanel error={versions.error} onRetry={() => void versions.refetch()} />}
      <ul className="definition-versions">
        {versions.data?.items.map((version, index, all) => {
          const before = all[index + 1];
          return (
            <li key={version.version}>
              <details>
                <summary>
                  <b>Version {version.version}</b>{" "}
                  <span className="soft">
                    {version.shipped ? "shipped" : `by ${shortRef(version.createdBy)}`},{" "}
                    <RelativeTime at={version.createdAt} />, {version.resources}{" "}
                    {version.resources === 1 ? "resource" : "resources"}
                    {version.withdrawnAt === null ? "" : ", removed"}
                  </span>
                </summary>
                {before === undefined ? (
                  <pre className="mono definition-text">{version.text}</pre>
                ) : (
                  <>
                    <p className="soft">What changed since version {before.version}:</p>
                    <LinesDiff before={before.text} after={version.text} />
                  </>
                )}
              </details>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
