import { ActionIcon } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState } from "react";
import {
  isFinal,
  readLogEnd,
  useStepLog,
  type LogLine,
  type RunNode,
  type RunStep,
  type StepKey,
} from "./runs.queries";
import { parseAnsi, stripAnsi } from "@/shared/lib/ansi";
import { formatExact } from "@/shared/lib/time";
import { CopyButton } from "@/shared/ui/CopyAs";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { IconArrowDown, IconClock, IconTextWrap } from "@/shared/ui/icons";
import "@/shared/ui/log.css";

interface StepLogProps {
  runId: string;
  node: RunNode;
  step: RunStep;
  /** The line the URL points to. */
  line: number | undefined;
  onLine: (line: number) => void;
}

const lineHeight = 19;
/** Within so many pixels of the end the reader counts as being at the end. */
const nearEnd = 24;

export function StepLog({ runId, node, step, line, onLine }: StepLogProps) {
  const key: StepKey = { run: runId, node: node.key, step: step.index, attempt: step.attempt };
  const scroller = useRef<HTMLDivElement>(null);
  const [isWrapped, setIsWrapped] = useState(true);
  const [hasTimes, setHasTimes] = useState(false);
  // A reader who was sent to a line is not dragged to the end.
  const [isFollowing, setIsFollowing] = useState(line === undefined);
  const [seen, setSeen] = useState(0);
  const [range, setRange] = useState({ first: 0, last: 0 });
  const log = useStepLog(key, step, range.first, range.last);
  const isLive = !isFinal(step.state);

  // eslint-disable-next-line react-hooks/incompatible-library -- its result is used in this component only.
  const virtualizer = useVirtualizer({
    count: log.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    overscan: 20,
    paddingEnd: 8,
    onChange: ({ range: seenRange }) => {
      const next = { first: seenRange?.startIndex ?? 0, last: seenRange?.endIndex ?? 0 };
      setRange((before) => (before.first === next.first && before.last === next.last ? before : next));
    },
  });

  // A finished log opens at its beginning, unless it failed: then its end says why.
  const wantsEnd = isFollowing && (isLive || step.state === "failed" || step.state === "timed_out" || seen > 0);
  // Lines that wrap are taller than guessed: the end moves as they are measured.
  const height = virtualizer.getTotalSize();
  useEffect(() => {
    if (!wantsEnd || log.count === 0) return;
    scroller.current?.scrollTo({ top: height });
    setSeen(log.count);
  }, [wantsEnd, log.count, height]);

  const jumped = useRef<number | undefined>(undefined);
  useEffect(() => {
    if (line === undefined || jumped.current === line || log.count < line) return;
    jumped.current = line;
    virtualizer.scrollToIndex(line - 1, { align: "center" });
  }, [line, log.count, virtualizer]);

  function onScroll() {
    const element = scroller.current;
    if (element === null) return;
    const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < nearEnd;
    if (isAtEnd) setSeen(log.count);
    setIsFollowing(isAtEnd);
  }

  const unseen = log.count - seen;
  const title = `${node.title} / ${step.name}`;
  return (
    <section className="log" aria-label={`Log of ${title}`}>
      <header className="log-head">
        <b className="clip">{title}</b>
        <span className="faint tabular log-count">
          {log.count.toLocaleString("en")} {log.count === 1 ? "line" : "lines"}
          {log.status === "retrying" && " · reconnecting"}
        </span>
        <Toggle label="Show times" isOn={hasTimes} onChange={setHasTimes} icon={<IconClock size={15} stroke={1.7} />} />
        <Toggle
          label="Wrap lines"
          isOn={isWrapped}
          onChange={setIsWrapped}
          icon={<IconTextWrap size={15} stroke={1.7} />}
        />
        <CopyButton
          label="Copy the log"
          text={async () => (await readLogEnd(key, log.count)).map((entry) => stripAnsi(entry.text)).join("\n")}
        />
      </header>
      {log.error !== null && <ErrorPanel error={log.error} onRetry={log.retry} />}
      <div className="log-frame">
        <div
          ref={scroller}
          className="log-lines"
          data-wrapped={isWrapped || undefined}
          onScroll={onScroll}
          // It scrolls with the arrow keys, so it takes the focus.
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          role="group"
          aria-label="Log lines"
        >
          <div className="log-size" style={{ blockSize: virtualizer.getTotalSize() }}>
            {virtualizer.getVirtualItems().map((item) => (
              <div
                key={item.key}
                ref={virtualizer.measureElement}
                data-index={item.index}
                className="log-line"
                data-target={line === item.index + 1 || undefined}
                style={{ transform: `translateY(${String(item.start)}px)` }}
              >
                <button
                  type="button"
                  className="log-number"
                  tabIndex={-1}
                  aria-label={`Link to line ${String(item.index + 1)}`}
                  onClick={() => {
                    jumped.current = item.index + 1;
                    onLine(item.index + 1);
                  }}
                >
                  {item.index + 1}
                </button>
                <LineText line={log.line(item.index)} hasTime={hasTimes} />
              </div>
            ))}
          </div>
        </div>
        {!isFollowing && isLive && (
          <button
            type="button"
            className="log-follow"
            onClick={() => {
              setIsFollowing(true);
            }}
          >
            <IconArrowDown size={14} />
            {unseen > 0 ? `${unseen.toLocaleString("en")} new ${unseen === 1 ? "line" : "lines"}` : "Follow"}
          </button>
        )}
      </div>
    </section>
  );
}

interface LineTextProps {
  line: LogLine | undefined;
  hasTime: boolean;
}

function LineText({ line, hasTime }: LineTextProps) {
  if (line === undefined) return <span className="log-text faint">…</span>;
  return (
    <>
      {hasTime && (
        <time className="log-time" dateTime={line.at} title={formatExact(line.at)}>
          {line.at.slice(11, 23).replace("Z", "")}
        </time>
      )}
      <span className="log-text">
        {parseAnsi(line.text).map((span, index) => (
          <span
            key={index}
            className={span.className}
            style={{
              ...(span.color === undefined ? {} : { color: span.color }),
              ...(span.background === undefined ? {} : { background: span.background }),
            }}
          >
            {span.text}
          </span>
        ))}
      </span>
    </>
  );
}

interface ToggleProps {
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
  icon: React.ReactNode;
}

function Toggle({ label, isOn, onChange, icon }: ToggleProps) {
  return (
    <ActionIcon
      variant={isOn ? "light" : "subtle"}
      color={isOn ? "blue" : "gray"}
      size="sm"
      aria-label={label}
      aria-pressed={isOn}
      title={label}
      onClick={() => {
        onChange(!isOn);
      }}
    >
      {icon}
    </ActionIcon>
  );
}
