import { useState } from "react";
import { usePreview, type Preview, type PreviewFile } from "./golden_paths.queries";
import type { Answers } from "./answers";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { IconFile, IconFolder } from "@/shared/ui/icons";
import { Segments } from "@/shared/ui/Segments";
import { Skeleton } from "@/shared/ui/Skeleton";

interface PreviewPaneProps {
  name: string;
  /** Complete answers. */
  answers: Answers;
  /** Whether they would be accepted; until then the last ones that were are shown. */
  isValid: boolean;
}

/** What would be made, as one answers. */
export function PreviewPane({ name, answers, isValid }: PreviewPaneProps) {
  const preview = usePreview(name, answers, isValid);
  const [view, setView] = useState<"files" | "resources">("files");
  return (
    <section className="panel preview" aria-label="Preview">
      <header className="preview-head">
        <h2>What you get</h2>
        {preview.data !== undefined && (
          <Segments
            label="Preview of"
            segments={[
              { value: "files", label: "Files", count: preview.data.files.length },
              { value: "resources", label: "Resources", count: resourcesOf(preview.data).length },
            ]}
            value={view}
            onChange={setView}
          />
        )}
      </header>
      {preview.data === undefined && !isValid && (
        <p className="preview-note soft">Files and resources appear here once the required answers are given.</p>
      )}
      {preview.isLoading && <Skeleton label="Loading the preview" lines={6} />}
      {preview.isError && <ErrorPanel error={preview.error} onRetry={() => void preview.refetch()} />}
      {preview.data !== undefined && !isValid && (
        <p className="preview-note faint">As of your last complete answers.</p>
      )}
      {preview.data !== undefined &&
        (view === "files" ? <Files files={preview.data.files} /> : <Resources preview={preview.data} />)}
    </section>
  );
}

interface FilesProps {
  files: PreviewFile[];
}

function Files({ files }: FilesProps) {
  const sorted = [...files].sort((a, b) => a.path.localeCompare(b.path));
  const [chosen, setChosen] = useState<string>();
  const file =
    sorted.find(({ path }) => path === chosen) ?? sorted.find(({ path }) => path === "README.md") ?? sorted[0];
  return (
    <div className="preview-files">
      <ul className="file-tree" aria-label="Files">
        {sorted.map(({ path }, index) => {
          const folders = path.split("/").slice(0, -1);
          const before = sorted[index - 1]?.path.split("/").slice(0, -1) ?? [];
          const fresh = folders.findIndex((folder, depth) => before[depth] !== folder);
          return (
            <li key={path}>
              {fresh >= 0 &&
                folders.slice(fresh).map((folder, depth) => (
                  <span key={folder} className="file-folder" style={{ paddingInlineStart: 8 + (fresh + depth) * 14 }}>
                    <IconFolder size={14} stroke={1.7} aria-hidden /> {folder}
                  </span>
                ))}
              <button
                type="button"
                className="file-name"
                aria-current={path === file?.path || undefined}
                style={{ paddingInlineStart: 8 + folders.length * 14 }}
                onClick={() => {
                  setChosen(path);
                }}
              >
                <IconFile size={14} stroke={1.7} aria-hidden />
                <span className="visually-hidden">{folders.map((folder) => `${folder}/`).join("")}</span>
                <span className="clip">{path.split("/").at(-1)}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {file !== undefined && (
        // Long files scroll: with the keyboard, too.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <pre className="file-content mono" tabIndex={0} role="region" aria-label={`Content of ${file.path}`}>
          {file.content ?? `${file.size.toLocaleString("en")} bytes that are not text.`}
        </pre>
      )}
    </div>
  );
}

/** One line per resource, with the environments that would have it. */
function resourcesOf(preview: Preview) {
  const lines = new Map<string, Preview["resources"]>();
  for (const resource of preview.resources) {
    const key = `${resource.type} ${resource.name} ${resource.definition}`;
    lines.set(key, [...(lines.get(key) ?? []), resource]);
  }
  return [...lines.entries()];
}

interface ResourcesProps {
  preview: Preview;
}

function Resources({ preview }: ResourcesProps) {
  const lines = resourcesOf(preview);
  if (lines.length === 0) return <p className="preview-note soft">It needs no resources.</p>;
  return (
    <ul className="preview-resources">
      {lines.map(([key, places]) => {
        const [first] = places;
        return (
          first !== undefined && (
            <li key={key}>
              <span>
                <b>{first.name}</b> <code className="mono soft">{first.type}</code>
              </span>
              <span className="soft">{first.description}</span>
              <span className="faint">
                {first.definition === "" ? "not offered in " : ""}
                {places.map((place) => place.environment).join(", ")}
              </span>
            </li>
          )
        );
      })}
    </ul>
  );
}
