import { useRef, useState } from "react";
import { DiffFile } from "./DiffFile";
import { useDiff, type ChangeDetail, type ChangePlace, type Diff, type FileDiff } from "./changes.queries";
import { useKeys } from "@/shared/lib/keys";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { KeyHint, Segments } from "@/shared/ui/Segments";
import { Skeleton } from "@/shared/ui/Skeleton";
import "./diff.css";

interface DiffViewProps {
  change: ChangeDetail;
  place: ChangePlace;
  isSplit: boolean;
  onSplit: (isSplit: boolean) => void;
}

/** What a change changes, file by file, with the comments on its lines. */
export function DiffView({ change, place, isSplit, onSplit }: DiffViewProps) {
  const diff = useDiff(place, change.head);
  if (diff.isPending) return <Skeleton label="Loading the diff" lines={10} />;
  if (diff.isError) return <ErrorPanel error={diff.error} onRetry={() => void diff.refetch()} />;
  if (diff.data.files.length === 0)
    return (
      <EmptyState title="Nothing differs.">
        The branch has the same files as the one it is to be merged into.
      </EmptyState>
    );
  return <Files diff={diff.data} change={change} place={place} isSplit={isSplit} onSplit={onSplit} />;
}

interface FilesProps extends DiffViewProps {
  diff: Diff;
}

function idOf(file: FileDiff): string {
  return `file-${file.path}`;
}

function Files({ diff, change, place, isSplit, onSplit }: FilesProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [words] = useState(`${diff.fileCount.toLocaleString("en")} ${diff.fileCount === 1 ? "file" : "files"}`);

  /** Moves the focus to the next or the previous of what `selector` finds. */
  function go(selector: string, by: 1 | -1) {
    const all = [...(scroller.current?.querySelectorAll<HTMLElement>(selector) ?? [])];
    const focused = document.activeElement;
    const isBeyond = (each: HTMLElement) => {
      if (focused === null || !(scroller.current?.contains(focused) ?? false)) return by === 1;
      const order = focused.compareDocumentPosition(each);
      return (order & (by === 1 ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING)) !== 0;
    };
    const next = by === 1 ? all.find(isBeyond) : all.findLast(isBeyond);
    next?.focus();
  }

  useKeys({
    n: () => {
      go("[data-file-head]", 1);
    },
    p: () => {
      go("[data-file-head]", -1);
    },
    j: () => {
      go("[data-hunk-first]", 1);
    },
    k: () => {
      go("[data-hunk-first]", -1);
    },
    ArrowDown: () => {
      go("[data-line]", 1);
    },
    ArrowUp: () => {
      go("[data-line]", -1);
    },
    c: () => {
      const focused = document.activeElement;
      if (focused instanceof HTMLElement && focused.dataset.line !== undefined) focused.click();
    },
  });

  return (
    <div className="diff">
      <nav className="panel diff-tree" aria-label="Changed files">
        <ul>
          {diff.files.map((file) => (
            <li key={file.path}>
              <a
                href={`#${encodeURIComponent(idOf(file))}`}
                title={file.path}
                onClick={(event) => {
                  event.preventDefault();
                  const head = document.getElementById(idOf(file));
                  head?.focus();
                }}
              >
                <span className="diff-tree-name" data-change={file.change}>
                  {file.path}
                </span>
                <span className="diff-count" data-tone="success">
                  +{file.added}
                </span>
                <span className="diff-count" data-tone="danger">
                  −{file.removed}
                </span>
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div className="diff-main">
        <div className="diff-tools">
          <span className="tabular soft" role="status">
            {words}, <span data-tone="success">+{diff.added.toLocaleString("en")}</span>{" "}
            <span data-tone="danger">−{diff.removed.toLocaleString("en")}</span>
            {diff.isCut && `, the first ${diff.files.length.toLocaleString("en")} are listed`}
          </span>
          <Segments
            label="Sides"
            segments={[
              { value: "unified", label: "Unified" },
              { value: "split", label: "Split" },
            ]}
            value={isSplit ? "split" : "unified"}
            onChange={(value) => {
              onSplit(value === "split");
            }}
          />
          <KeyHint keys={["N", "P"]}>file</KeyHint>
          <KeyHint keys={["J", "K"]}>hunk</KeyHint>
          <KeyHint keys={["C"]}>comment</KeyHint>
        </div>
        <div className="diff-files" ref={scroller}>
          {diff.files.map((file) => (
            <DiffFile key={file.path} id={idOf(file)} file={file} change={change} place={place} isSplit={isSplit} />
          ))}
        </div>
      </div>
    </div>
  );
}
