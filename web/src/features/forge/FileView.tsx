import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef } from "react";
import { useFile } from "./code.queries";
import { highlight, type Token } from "@/shared/lib/highlight";
import { CopyButton } from "@/shared/ui/CopyAs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Skeleton } from "@/shared/ui/Skeleton";
import "@/shared/ui/highlight.css";
import "./code.css";

interface FileViewProps {
  repository: string;
  /** Branch, tag or commit; "" for the default branch. */
  gitRef: string;
  /** "" before one was chosen. */
  path: string;
  /** The line the address points to. */
  line: number | undefined;
  onLine: (line: number) => void;
}

const lineHeight = 20;

/** A file with its colours; each line number is a link to its line. */
export function FileView({ repository, gitRef, path, line, onLine }: FileViewProps) {
  const file = useFile(repository, gitRef, path);
  if (path === "") {
    return (
      <div className="code-file">
        <EmptyState title="Choose a file.">Its text is shown here as it is on the branch above.</EmptyState>
      </div>
    );
  }
  if (file.isError) {
    return (
      <div className="code-file">
        <ErrorPanel error={file.error} onRetry={() => void file.refetch()} />
      </div>
    );
  }
  if (file.data === undefined) {
    return (
      <div className="code-file">
        <Skeleton label={`Loading ${path}`} />
      </div>
    );
  }
  if (file.data === null) {
    return (
      <div className="code-file">
        <EmptyState title="This file is not text.">Clone the repository to use it.</EmptyState>
      </div>
    );
  }
  return <Lines path={path} text={file.data} line={line} onLine={onLine} />;
}

interface LinesProps {
  path: string;
  text: string;
  line: number | undefined;
  onLine: (line: number) => void;
}

function Lines({ path, text, line, onLine }: LinesProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => {
    const all = text.split(/\r?\n/);
    return highlight(path, all.at(-1) === "" ? all.slice(0, -1) : all);
  }, [path, text]);
  // eslint-disable-next-line react-hooks/incompatible-library -- its result is used in this component only.
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    overscan: 30,
    paddingStart: 6,
    paddingEnd: 12,
  });
  const jumped = useRef<number | undefined>(undefined);
  useEffect(() => {
    if (line === undefined || jumped.current === line) return;
    jumped.current = line;
    virtualizer.scrollToIndex(line - 1, { align: "center" });
  }, [line, virtualizer]);

  return (
    <div className="code-file">
      <div className="code-file-head">
        <span className="faint tabular">
          {lines.length.toLocaleString("en")} {lines.length === 1 ? "line" : "lines"}
        </span>
        <CopyButton label="Copy the file" text={text} />
      </div>
      {/* It scrolls with the arrow keys, so it takes the focus. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div ref={scroller} className="code-lines" tabIndex={0} role="group" aria-label={path}>
        <div className="code-size" style={{ blockSize: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => (
            <div
              key={item.key}
              className="code-line"
              data-target={line === item.index + 1 || undefined}
              style={{ transform: `translateY(${String(item.start)}px)` }}
            >
              <button
                type="button"
                className="code-number"
                tabIndex={-1}
                aria-label={`Link to line ${String(item.index + 1)}`}
                onClick={() => {
                  jumped.current = item.index + 1;
                  onLine(item.index + 1);
                }}
              >
                {item.index + 1}
              </button>
              <code>
                <Tokens tokens={lines[item.index] ?? []} />
              </code>
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

interface TokensProps {
  tokens: Token[];
}

function Tokens({ tokens }: TokensProps) {
  return tokens.map((token, index) => (
    <span key={index} className={token.className}>
      {token.text}
    </span>
  ));
}
