import { Button } from "@mantine/core";
import { Fragment, useState } from "react";
import { CommentForm } from "./CommentForm";
import {
  useLargeFile,
  type ChangeDetail,
  type ChangePlace,
  type ChangeThread,
  type DiffLine,
  type FileDiff,
} from "./changes.queries";
import { Thread } from "./Conversation";
import { placeOf, rowsOf, threadsByPlace, type DiffRow } from "./diffRows";
import { Code, languageOf, type Language } from "./syntax";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { IconChevronDown, IconChevronRight } from "@/shared/ui/icons";
import "./diff.css";

interface DiffFileProps {
  id: string;
  file: FileDiff;
  change: ChangeDetail;
  place: ChangePlace;
  isSplit: boolean;
}

/** More lines than these are folded until they are asked for. */
const foldedFrom = 600;

const words: Record<FileDiff["change"], string> = {
  added: "added",
  removed: "removed",
  modified: "",
  renamed: "renamed",
  copied: "copied",
  mode_changed: "mode changed",
};

/** One file of a diff. */
export function DiffFile({ id, file, change, place, isSplit }: DiffFileProps) {
  const size = file.added + file.removed;
  const [isOpen, setIsOpen] = useState(size <= foldedFrom);
  const [isWanted, setIsWanted] = useState(false);
  const large = useLargeFile(place, change.head, file.path, isWanted);
  const shown = large.data?.files[0] ?? file;
  const threads = threadsByPlace(change.threads, file.path);
  const note = [
    words[file.change],
    file.oldPath !== file.path ? `from ${file.oldPath}` : "",
    file.oldMode !== null && file.newMode !== null && file.oldMode !== file.newMode
      ? `mode ${file.oldMode} to ${file.newMode}`
      : "",
  ].filter((word) => word !== "");

  return (
    <section className="panel diff-file" aria-label={file.path}>
      <h2 className="diff-file-title">
        <button
          type="button"
          id={id}
          data-file-head
          aria-expanded={isOpen}
          onClick={() => {
            setIsOpen(!isOpen);
          }}
        >
          {isOpen ? <IconChevronDown size={15} stroke={1.8} /> : <IconChevronRight size={15} stroke={1.8} />}
          <span className="mono clip">{file.path}</span>
          {note.length > 0 && <span className="faint">{note.join(", ")}</span>}
          <span className="diff-count" data-tone="success">
            +{file.added}
          </span>
          <span className="diff-count" data-tone="danger">
            −{file.removed}
          </span>
        </button>
      </h2>
      {isOpen && shown.omitted === "binary" && <p className="diff-note soft">A binary file: nothing to show.</p>}
      {isOpen && shown.omitted === "too_large" && (
        <p className="diff-note soft">
          Too large to be shown with the others.{" "}
          <Button
            size="xs"
            variant="default"
            loading={large.isFetching}
            onClick={() => {
              setIsWanted(true);
            }}
          >
            Show it
          </Button>
        </p>
      )}
      {large.isError && <ErrorPanel error={large.error} />}
      {isOpen && shown.hunks.length > 0 && (
        <Lines file={shown} place={place} isSplit={isSplit} threads={threads} canComment={change.state === "open"} />
      )}
    </section>
  );
}

interface LinesProps {
  file: FileDiff;
  place: ChangePlace;
  isSplit: boolean;
  threads: Map<string, ChangeThread[]>;
  canComment: boolean;
}

function Lines({ file, place, isSplit, threads, canComment }: LinesProps) {
  const [commented, setCommented] = useState<string>();
  const language = languageOf(file.path);
  const columns = isSplit ? 6 : 4;

  return (
    <div className="diff-scroll">
      <table className="diff-lines" data-split={isSplit}>
        <caption className="diff-caption">{file.path}</caption>
        <tbody>
          {file.hunks.map((hunk) => (
            <Fragment key={`${String(hunk.oldStart)} ${String(hunk.newStart)}`}>
              <tr className="diff-hunk">
                <td colSpan={columns}>
                  @@ −{hunk.oldStart},{hunk.oldCount} +{hunk.newStart},{hunk.newCount} @@ {hunk.heading}
                </td>
              </tr>
              {rowsOf(hunk, isSplit).map((row, index, rows) => {
                const isFirst = isChanged(row) && !rows.slice(0, index).some(isChanged);
                const lines = [row.left, row.right].filter((line) => line !== undefined);
                const keys = new Set(lines.map(keyOf));
                return (
                  <Fragment key={[...keys].join(" ")}>
                    <Row
                      row={row}
                      isSplit={isSplit}
                      isFirst={isFirst}
                      language={language}
                      onComment={
                        canComment
                          ? (line) => {
                              setCommented(keyOf(line));
                            }
                          : undefined
                      }
                    />
                    {[...keys].map((key) => {
                      const here = threads.get(key) ?? [];
                      const line = lines.find((each) => keyOf(each) === key);
                      if (line === undefined || (here.length === 0 && commented !== key)) return null;
                      return (
                        <tr key={key} className="diff-talk">
                          <td colSpan={columns}>
                            {here.map((thread) => (
                              <Thread key={thread.id} thread={thread} place={place} />
                            ))}
                            {commented === key && (
                              <CommentForm
                                place={place}
                                label={`Comment on line ${String(placeOf(line).line)}`}
                                action="Comment"
                                line={{ path: file.path, ...placeOf(line) }}
                                onDone={() => {
                                  setCommented(undefined);
                                }}
                              />
                            )}
                          </td>
                        </tr>
                      );
                    })}
                  </Fragment>
                );
              })}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function isChanged(row: DiffRow): boolean {
  return row.left?.kind === "-" || row.right?.kind === "+";
}

function keyOf(line: DiffLine): string {
  const { side, line: number } = placeOf(line);
  return `${side}:${String(number)}`;
}

interface RowProps {
  row: DiffRow;
  isSplit: boolean;
  /** The first changed row of its hunk: where the keys go. */
  isFirst: boolean;
  language: Language | undefined;
  onComment: ((line: DiffLine) => void) | undefined;
}

function Row({ row, isSplit, isFirst, language, onComment }: RowProps) {
  if (isSplit)
    return (
      <tr>
        <Half
          line={row.left}
          number={row.left?.old}
          isFirst={isFirst && row.right === undefined}
          {...{ language, onComment }}
        />
        <Half
          line={row.right}
          number={row.right?.new}
          isFirst={isFirst && row.right !== undefined}
          {...{ language, onComment }}
        />
      </tr>
    );
  const line = row.left ?? row.right;
  if (line === undefined) return null;
  return (
    <tr data-kind={line.kind}>
      <td className="diff-number">{line.old}</td>
      <td className="diff-number">{line.new}</td>
      <Sign line={line} isFirst={isFirst} onComment={onComment} />
      <td className="diff-text">
        <Code text={line.text} language={language} />
      </td>
    </tr>
  );
}

interface HalfProps extends Pick<RowProps, "isFirst" | "language" | "onComment"> {
  line: DiffLine | undefined;
  number: number | undefined;
}

function Half({ line, number, isFirst, language, onComment }: HalfProps) {
  if (line === undefined) return <td colSpan={3} className="diff-gap" />;
  return (
    <>
      <td className="diff-number" data-kind={line.kind}>
        {number}
      </td>
      <Sign line={line} isFirst={isFirst} onComment={onComment} />
      <td className="diff-text" data-kind={line.kind}>
        <Code text={line.text} language={language} />
      </td>
    </>
  );
}

interface SignProps extends Pick<RowProps, "isFirst" | "onComment"> {
  line: DiffLine;
}

const signs: Record<DiffLine["kind"], string> = { " ": "", "+": "+", "-": "−" };

/** The sign of a line; also the button that begins a comment on it. Reached by the keys, not one by one with Tab. */
function Sign({ line, isFirst, onComment }: SignProps) {
  if (onComment === undefined)
    return (
      <td className="diff-sign" data-kind={line.kind}>
        {signs[line.kind]}
      </td>
    );
  return (
    <td className="diff-sign" data-kind={line.kind}>
      <button
        type="button"
        tabIndex={-1}
        data-line=""
        {...(isFirst ? { "data-hunk-first": "" } : {})}
        aria-label={`Comment on line ${String(placeOf(line).line)}`}
        onClick={() => {
          onComment(line);
        }}
      >
        {signs[line.kind] === "" ? " " : signs[line.kind]}
      </button>
    </td>
  );
}
