import { ActionIcon } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState, type ReactNode } from "react";
import type { Level } from "./level";
import { readLog, useWorkloadLog, type LogLine } from "./observe.queries";
import { parseAnsi, stripAnsi } from "@/shared/lib/ansi";
import { useKeys } from "@/shared/lib/keys";
import { formatExact } from "@/shared/lib/time";
import { CopyButton } from "@/shared/ui/CopyAs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { FilterMenu } from "@/shared/ui/FilterMenu";
import { IconArrowDown, IconClock, IconDownload, IconTextWrap } from "@/shared/ui/icons";
import { Segments } from "@/shared/ui/Segments";
import { Skeleton } from "@/shared/ui/Skeleton";
import "@/shared/ui/log.css";
import "./observe.css";

interface Place {
  name: string;
}

interface LogsTabProps {
  name: string;
  /** Where it runs; undefined while that is not known. */
  status: { environments: Place[] } | undefined;
  search: Record<string, unknown>;
  onSearch: (search: Record<string, unknown>) => void;
}

/** What the component writes: its end, and what comes. Filters stand in the address. */
export function LogsTab({ name, status, search, onSearch }: LogsTabProps) {
  if (status === undefined) return <Skeleton label="Loading the environments" lines={3} />;
  const environments = status.environments.map((each) => each.name);
  const first = environments[0];
  if (first === undefined) {
    return (
      <div className="panel">
        <EmptyState title="It has not run anywhere yet." action={<code className="mono">towpath deploy {name}</code>}>
          Lines appear here from its first deployment on.
        </EmptyState>
      </div>
    );
  }
  const asked = typeof search["environment"] === "string" ? search["environment"] : first;
  const environment = environments.includes(asked) ? asked : first;
  return (
    <Log
      key={environment}
      component={name}
      environment={environment}
      environments={environments}
      search={search}
      onSearch={onSearch}
    />
  );
}

interface LogProps {
  component: string;
  environment: string;
  environments: string[];
  search: Record<string, unknown>;
  onSearch: (search: Record<string, unknown>) => void;
}

const lineHeight = 19;
const nearEnd = 24;
const settle = 300;
const levels: { value: Level | "all"; label: string }[] = [
  { value: "all", label: "All" },
  { value: "error", label: "Errors" },
  { value: "warn", label: "Warnings" },
  { value: "info", label: "Info" },
];
const grave: Record<Level, number> = { debug: 0, info: 1, warn: 2, error: 3 };

function text(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

function Log({ component, environment, environments, search, onSearch }: LogProps) {
  const words = text(search["text"]);
  const instance = text(search["instance"]);
  const level = levels.find((each) => each.value === search["level"])?.value ?? "all";
  const isWrapped = search["wrap"] !== false;
  const hasTimes = search["times"] === true;
  const log = useWorkloadLog({ component, environment, text: words });
  const scroller = useRef<HTMLDivElement>(null);
  const [isFollowing, setIsFollowing] = useState(true);
  const [seen, setSeen] = useState(0);

  const instances = [...new Set(log.lines.map((line) => line.instance))];
  const lines = log.lines.filter(
    (line) =>
      (instance === "" || line.instance === instance) &&
      // Lines without a level belong to the one before them in spirit; they are shown with "all" only.
      (level === "all" || (line.level !== undefined && grave[line.level] >= grave[level])),
  );

  function change(name: string, value: string | boolean | undefined) {
    const { [name]: _, ...rest } = search;
    onSearch(value === undefined || value === "" ? rest : { ...rest, [name]: value });
  }

  // eslint-disable-next-line react-hooks/incompatible-library -- its result is used in this component only.
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    getItemKey: (index) => lines[index]?.id ?? index,
    overscan: 20,
    paddingEnd: 8,
  });
  const height = virtualizer.getTotalSize();
  const lastId = lines.at(-1)?.id ?? -1;
  useEffect(() => {
    if (!isFollowing) return;
    scroller.current?.scrollTo({ top: height });
    setSeen(lastId);
  }, [isFollowing, height, lastId]);

  function onScroll() {
    const element = scroller.current;
    if (element === null) return;
    const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < nearEnd;
    if (isAtEnd) setSeen(lastId);
    setIsFollowing(isAtEnd);
    if (element.scrollTop < 200 && log.hasOlder) void log.readOlder();
  }

  useKeys({
    f: () => {
      setIsFollowing(true);
    },
  });

  const unseen = lastId - seen;
  return (
    <section className="panel log workload-log" aria-label={`Log of ${component} in ${environment}`}>
      <div className="table-tools" role="search" aria-label="Filter the log">
        <Segments
          label="Environment"
          segments={environments.map((each) => ({ value: each, label: each }))}
          value={environment}
          onChange={(value) => {
            onSearch({ ...search, environment: value, instance: undefined });
          }}
        />
        <Segments
          label="Level"
          segments={levels}
          value={level}
          onChange={(value) => {
            change("level", value === "all" ? undefined : value);
          }}
        />
        {(instances.length > 1 || instance !== "") && (
          <FilterMenu
            label="Instance"
            value={instance === "" ? undefined : instance}
            options={instances.map((each) => ({
              value: each,
              label: each.slice(-6),
              count: log.lines.filter((line) => line.instance === each).length,
            }))}
            onChange={(value) => {
              change("instance", value);
            }}
          />
        )}
        <Words
          value={words}
          onChange={(value) => {
            change("text", value);
          }}
        />
        <span className="faint tabular log-count" role="status">
          {lines.length.toLocaleString("en")} {lines.length === 1 ? "line" : "lines"}
          {log.hasOlder && " so far"}
          {log.status === "retrying" && " · reconnecting"}
        </span>
        <Toggle
          label="Show times"
          isOn={hasTimes}
          onChange={(isOn) => {
            change("times", isOn ? true : undefined);
          }}
          icon={<IconClock size={15} stroke={1.7} />}
        />
        <Toggle
          label="Wrap lines"
          isOn={isWrapped}
          onChange={(isOn) => {
            change("wrap", isOn ? undefined : false);
          }}
          icon={<IconTextWrap size={15} stroke={1.7} />}
        />
        <CopyButton label="Copy these lines" text={() => Promise.resolve(plain(lines))} />
        <Download component={component} environment={environment} words={words} />
      </div>
      {log.error !== null && <ErrorPanel error={log.error} onRetry={log.retry} />}
      {log.error === null && !log.isLoaded && <Skeleton label="Loading the log" lines={10} />}
      {log.isLoaded && lines.length === 0 ? (
        <EmptyState title={words === "" && level === "all" ? "It has written nothing yet." : "No line matches."}>
          {words === "" && level === "all"
            ? "What it writes to its standard output and error appears here as it comes."
            : "Lines that match appear here as they come."}
        </EmptyState>
      ) : (
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
                const line = lines[item.index];
                if (line === undefined) return null;
                return (
                  <div
                    key={item.key}
                    ref={virtualizer.measureElement}
                    data-index={item.index}
                    data-level={line.level}
                    className="log-line"
                    style={{ transform: `translateY(${String(item.start)}px)` }}
                  >
                    {hasTimes && (
                      <time className="log-time" dateTime={line.at} title={formatExact(line.at)}>
                        {line.at.slice(11, 23).replace("Z", "")}
                      </time>
                    )}
                    <LineText line={line} words={words} />
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
              {unseen > 0 ? `${unseen.toLocaleString("en")} new ${unseen === 1 ? "line" : "lines"}` : "Follow"}
            </button>
          )}
        </div>
      )}
    </section>
  );
}

function plain(lines: { at: string; text: string }[]): string {
  return lines.map((line) => `${line.at} ${stripAnsi(line.text)}`).join("\n");
}

interface LineTextProps {
  line: LogLine;
  words: string;
}

function LineText({ line, words }: LineTextProps) {
  return (
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
          <Marked text={span.text} words={words} />
        </span>
      ))}
    </span>
  );
}

interface MarkedProps {
  text: string;
  words: string;
}

/** The text with what was searched for marked. */
function Marked({ text: all, words }: MarkedProps) {
  const at = words === "" ? -1 : all.toLowerCase().indexOf(words.toLowerCase());
  if (at < 0) return all;
  return (
    <>
      {all.slice(0, at)}
      <mark>{all.slice(at, at + words.length)}</mark>
      <Marked text={all.slice(at + words.length)} words={words} />
    </>
  );
}

interface WordsProps {
  value: string;
  onChange: (value: string) => void;
}

function Words({ value, onChange }: WordsProps) {
  const [draft, setDraft] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  useKeys({
    "/": () => {
      input.current?.focus();
    },
  });
  useEffect(() => {
    if (draft === undefined || draft === value) return;
    const timer = setTimeout(() => {
      onChange(draft);
    }, settle);
    return () => {
      clearTimeout(timer);
    };
  });
  return (
    <input
      ref={input}
      type="search"
      className="text-filter"
      aria-label="Search the log"
      placeholder="Search…  press /"
      value={draft ?? value}
      onChange={(event) => {
        setDraft(event.currentTarget.value);
      }}
      onBlur={() => {
        if (draft !== undefined && draft !== value) onChange(draft);
        setDraft(undefined);
      }}
    />
  );
}

interface DownloadProps {
  component: string;
  environment: string;
  words: string;
}

/** The newest 5,000 lines as a file. */
function Download({ component, environment, words }: DownloadProps) {
  async function download() {
    const lines = await readLog({ component, environment, text: words });
    const url = URL.createObjectURL(new Blob([plain(lines), "\n"], { type: "text/plain" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = `${component}-${environment}.log`;
    link.click();
    URL.revokeObjectURL(url);
  }
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="sm"
      aria-label="Download the log"
      title="Download the newest 5,000 lines"
      onClick={() => void download()}
    >
      <IconDownload size={15} stroke={1.7} />
    </ActionIcon>
  );
}

interface ToggleProps {
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
  icon: ReactNode;
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
