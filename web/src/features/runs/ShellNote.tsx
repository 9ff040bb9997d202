import { artifactUrl, isFinal, useArtifacts, type RunDetail } from "./runs.queries";

interface ShellNoteProps {
  run: RunDetail;
}

/** Why a shell was opened and where all of it is; its log below is what was seen. */
export function ShellNote({ run }: ShellNoteProps) {
  const artifacts = useArtifacts(run);
  const recording = artifacts.data?.items.find((each) => each.name === "recording.cast");
  const reason = run.inputs["reason"];
  const isCut = run.nodes.some((node) => node.outputs["recordingCut"] === true);
  return (
    <section className="panel shell-note" aria-label="Recording">
      <p>
        {typeof reason === "string" && reason !== "" ? `Opened because: ${reason}` : "Opened without a reason."} The log
        is what was seen; secrets are masked in it.
      </p>
      {recording !== undefined ? (
        <p className="soft">
          All that was typed and shown, with its times:{" "}
          <a className="text-link" href={artifactUrl(run.id, recording.name)} download>
            recording.cast
          </a>
          {isCut && ", cut where it grew too long"} (asciicast, for asciinema play).
        </p>
      ) : (
        <p className="soft">
          {isFinal(run.state) ? "There is no recording of it." : "Its recording is kept when it ends."}
        </p>
      )}
    </section>
  );
}
