import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, useState } from "react";
import { findGroups, makeRows, type LogGroup } from "./logGroups";
import { LogRow } from "./LogRow";
import { LogTools } from "./LogTools";
import { isFinal, type RunNode, type RunStep, type StepKey } from "./runs.queries";
import { useLogMatches, useStepLog } from "./stepLog.queries";
import { useKeys } from "@/shared/lib/keys";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { IconArrowDown } from "@/shared/ui/icons";
import "@/shared/ui/log.css";

interface StepLogProps {
  runId: string;
  node: RunNode;
  step: RunStep;
  /** The line the URL points to. */
  line: number | undefined;
  /** What the URL says to look for. */
  find: string;
  onLine: (line: number) => void;
  onFind: (text: string) => void;
}

const lineHeight = 19;
/** Within so many pixels of the end the reader counts as being at the end. */
const nearEnd = 24;
/** While a log grows it is searched again each time so many lines have come. */
const searchStep = 200;
/** How many lines are read before the first layout. */
const firstLines = 60;

/** The log of a step, of any length. Opens at its end, or at the line that the URL points to. */
export function StepLog({ runId, node, step, line, find, onLine, onFind }: StepLogProps) {
  const key: StepKey = { run: runId, node: node.key, step: step.index, attempt: step.attempt };
  const scroller = useRef<HTMLDivElement>(null);
  const [isWrapped, setIsWrapped] = useState(true);
  const [hasTimes, setHasTimes] = useState(false);
  // A reader who was sent to a line is not dragged to the end.
  const [isFollowing, setIsFollowing] = useState(line === undefined);
  const [seen, setSeen] = useState(0);
  const [range, setRange] = useState(() => {
    const around = line ?? step.logLines;
    return { first: Math.max(0, around - firstLines), last: Math.max(0, around - 1) };
  });
  const log = useStepLog(key, step, range.first, range.last);
  const isLive = !isFinal(step.state);

  // ---------------------------------------------------------------- groups
  const [toggled, setToggled] = useState<ReadonlySet<number>>(new Set());
  const [current, setCurrent] = useState<number>();
  const marks = log.markers.map(({ n }) => n).join();
  // eslint-disable-next-line react-hooks/exhaustive-deps -- markers are made anew each time; their numbers say it all.
  const groups = useMemo(() => findGroups(log.markers), [marks]);
  const isOpen = (group: LogGroup) => {
    const holds = (n: number | undefined) => n !== undefined && n > group.first && n <= (group.last ?? Infinity);
    // What ended well is folded; what is under way, and what one was sent to, is open.
    const isOpenByItself = group.last === undefined || holds(line) || holds(current);
    return toggled.has(group.first) ? !isOpenByItself : isOpenByItself;
  };
  const rows = makeRows(log.count, groups, isOpen);

  // eslint-disable-next-line react-hooks/incompatible-library -- its result is used in this component only.
  const virtualizer = useVirtualizer({
    count: rows.count,
    getScrollElement: () => scroller.current,
    getItemKey: rows.lineAt,
    estimateSize: () => lineHeight,
    overscan: 20,
    paddingEnd: 8,
    onChange: ({ range: seenRange }) => {
      if (seenRange === null) return;
      const next = { first: rows.lineAt(seenRange.startIndex) - 1, last: rows.lineAt(seenRange.endIndex) - 1 };
      setRange((before) => (before.first === next.first && before.last === next.last ? before : next));
    },
  });

  // ---------------------------------------------------------------- places
  // Lines that wrap are taller than guessed: the end moves as they are measured.
  const height = virtualizer.getTotalSize();
  useEffect(() => {
    if (!isFollowing || log.count === 0) return;
    scroller.current?.scrollTo({ top: height });
    setSeen(log.count);
  }, [isFollowing, log.count, height]);

  const jumped = useRef<number | undefined>(undefined);
  useEffect(() => {
    if (line === undefined || jumped.current === line || log.count < line || !log.hasMarkers) return;
    jumped.current = line;
    virtualizer.scrollToIndex(rows.rowOf(line), { align: "center" });
  }, [line, log.count, log.hasMarkers, virtualizer, rows]);

  function onScroll() {
    const element = scroller.current;
    if (element === null) return;
    const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < nearEnd;
    if (isAtEnd) setSeen(log.count);
    setIsFollowing(isAtEnd);
  }

  // ---------------------------------------------------------------- search
  const matches = useLogMatches(key, find, isLive ? log.count - (log.count % searchStep) : log.count);
  const place = current === undefined ? -1 : matches.lines.indexOf(current);

  /** To the next match in a direction; the first one from where the reader is. */
  function go(by: 1 | -1) {
    const { lines } = matches;
    if (lines.length === 0) return;
    const after = lines.findIndex((n) => n > range.first);
    const end = lines.length;
    // From the end of the log the nearest match is the last one, whichever way one goes.
    const fromHere = after === -1 ? end - 1 : by === 1 ? after : (after - 1 + end) % end;
    const next = lines[place === -1 ? fromHere : (place + by + end) % end];
    if (next === undefined) return;
    setIsFollowing(false);
    setCurrent(next);
  }
  const shown = useRef<number | undefined>(undefined);
  useEffect(() => {
    if (current === shown.current) return;
    shown.current = current;
    if (current !== undefined) virtualizer.scrollToIndex(rows.rowOf(current), { align: "center" });
  }, [current, virtualizer, rows]);

  const field = useRef<HTMLInputElement>(null);
  useKeys({
    f: () => field.current?.focus(),
    n: () => {
      go(1);
    },
    N: () => {
      go(-1);
    },
  });

  const unseen = log.count - seen;
  const title = `${node.title} / ${step.name}`;
  return (
    <section className="log" aria-label={`Log of ${title}`}>
      <LogTools
        title={title}
        stepKey={key}
        count={log.count}
        status={log.status}
        line={line}
        isWrapped={isWrapped}
        onWrap={setIsWrapped}
        hasTimes={hasTimes}
        onTimes={setHasTimes}
        field={field}
        find={find}
        onFind={(text) => {
          setCurrent(undefined);
          onFind(text);
        }}
        matches={{ total: matches.total, place, isPending: matches.isPending }}
        onGo={go}
      />
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
          <div className="log-size" style={{ blockSize: height }}>
            {virtualizer.getVirtualItems().map((item) => {
              const n = rows.lineAt(item.index);
              const group = groups.find(({ first }) => first === n);
              return (
                <div
                  key={item.key}
                  ref={virtualizer.measureElement}
                  data-index={item.index}
                  className="log-line"
                  data-target={line === n || undefined}
                  data-match={current === n || undefined}
                  style={{ transform: `translateY(${String(item.start)}px)` }}
                >
                  <LogRow
                    n={n}
                    line={log.line(n - 1)}
                    hasTime={hasTimes}
                    find={find}
                    group={
                      group === undefined
                        ? undefined
                        : { ...group, isOpen: isOpen(group), end: group.last ?? log.count }
                    }
                    onLink={() => {
                      jumped.current = n;
                      setIsFollowing(false);
                      onLine(n);
                    }}
                    onToggle={() => {
                      setIsFollowing(false);
                      setToggled((before) => {
                        const next = new Set(before);
                        if (!next.delete(n)) next.add(n);
                        return next;
                      });
                    }}
                  />
                </div>
              );
            })}
          </div>
        </div>
        {!isFollowing && (
          <button
            type="button"
            className="log-follow"
            onClick={() => {
              setIsFollowing(true);
            }}
          >
            <IconArrowDown size={14} />
            {!isLive
              ? "End"
              : unseen > 0
                ? `${unseen.toLocaleString("en")} new ${unseen === 1 ? "line" : "lines"}`
                : "Follow"}
          </button>
        )}
      </div>
    </section>
  );
}
