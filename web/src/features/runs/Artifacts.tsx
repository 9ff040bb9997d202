import { artifactUrl, useArtifacts, type RunDetail } from "./runs.queries";
import { formatBytes } from "@/shared/lib/bytes";
import { IconDownload } from "@/shared/ui/icons";

interface ArtifactsProps {
  run: RunDetail;
}

/** Files kept with the run. Nothing where there are none. */
export function Artifacts({ run }: ArtifactsProps) {
  const artifacts = useArtifacts(run);
  const items = artifacts.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section className="artifacts" aria-label="Artifacts">
      <h2>Artifacts</h2>
      <ul>
        {items.map((artifact) => (
          <li key={artifact.name}>
            <a href={artifactUrl(run.id, artifact.name)} download title={`${artifact.mediaType}, ${artifact.digest}`}>
              <IconDownload size={13} aria-hidden /> <span className="clip">{artifact.name}</span>
              <small className="soft tabular">{formatBytes(artifact.size)}</small>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
