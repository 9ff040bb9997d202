import { ActionIcon } from "@mantine/core";
import { useEffect, useState, type ReactNode, type RefObject } from "react";
import type { StepKey } from "./runs.queries";
import { logUrl, readLogEnd } from "./stepLog.queries";
import type { StreamStatus } from "@/shared/api/stream";
import { stripAnsi } from "@/shared/lib/ansi";
import { CopyButton } from "@/shared/ui/CopyAs";
import { IconArrowDown, IconArrowUp, IconClock, IconDownload, IconLink, IconTextWrap } from "@/shared/ui/icons";

interface LogToolsProps {
  title: string;
  stepKey: StepKey;
  count: number;
  status: StreamStatus | undefined;
  /** The line the URL points to. */
  line: number | undefined;
  isWrapped: boolean;
  onWrap: (isOn: boolean) => void;
  hasTimes: boolean;
  onTimes: (isOn: boolean) => void;
  field: RefObject<HTMLInputElement | null>;
  find: string;
  onFind: (text: string) => void;
  /** `place`: which match the reader is at, from 0; -1 for none. */
  matches: { total: number; place: number; isPending: boolean };
  onGo: (by: 1 | -1) => void;
}

/** What can be done with a log, in the line above it. */
export function LogTools(props: LogToolsProps) {
  const { title, stepKey, count, status, line, isWrapped, onWrap, hasTimes, onTimes } = props;
  return (
    <header className="log-head">
      <b className="clip">{title}</b>
      <span className="faint tabular log-count">
        {count.toLocaleString("en")} {count === 1 ? "line" : "lines"}
        {status === "retrying" && " · reconnecting"}
      </span>
      <LogSearch {...props} />
      <Toggle label="Show times" isOn={hasTimes} onChange={onTimes} icon={<IconClock size={15} stroke={1.7} />} />
      <Toggle label="Wrap lines" isOn={isWrapped} onChange={onWrap} icon={<IconTextWrap size={15} stroke={1.7} />} />
      {line !== undefined && (
        <CopyButton
          label={`Copy the link to line ${String(line)}`}
          text={() => Promise.resolve(location.href)}
          icon={<IconLink size={15} stroke={1.7} />}
        />
      )}
      <CopyButton
        label="Copy the log"
        text={async () => (await readLogEnd(stepKey, count)).map((entry) => stripAnsi(entry.text)).join("\n")}
      />
      <ActionIcon
        component="a"
        href={logUrl(stepKey)}
        download
        variant="subtle"
        color="gray"
        size="sm"
        aria-label="Download the log"
        title="Download the log"
      >
        <IconDownload size={15} stroke={1.7} />
      </ActionIcon>
    </header>
  );
}

/** How long the reader has to stop typing before the server looks. */
const pause = 200;

function LogSearch({ field, find, onFind, matches, onGo }: LogToolsProps) {
  const [text, setText] = useState(find);
  useEffect(() => {
    if (text === find) return;
    const timer = setTimeout(() => {
      onFind(text);
    }, pause);
    return () => {
      clearTimeout(timer);
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- onFind is new each time; only what was typed counts.
  }, [text, find]);

  const { total, place, isPending } = matches;
  const found = isPending
    ? "…"
    : total === 0
      ? "none"
      : `${place === -1 ? "" : `${String(place + 1)} of `}${total.toLocaleString("en")}`;
  return (
    <div role="search" className="log-search">
      <input
        ref={field}
        type="search"
        className="text-filter"
        placeholder="Find in the log"
        aria-label="Find in the log"
        aria-keyshortcuts="f"
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") {
            event.preventDefault();
            onGo(event.shiftKey ? -1 : 1);
          } else if (event.key === "Escape") {
            setText("");
            event.currentTarget.blur();
          }
        }}
      />
      {find !== "" && (
        <>
          <span className="faint tabular log-found" role="status" aria-label="Matches">
            {found}
          </span>
          <Step
            label="Previous match"
            isDisabled={total === 0}
            onClick={() => {
              onGo(-1);
            }}
            icon={<IconArrowUp size={14} />}
          />
          <Step
            label="Next match"
            isDisabled={total === 0}
            onClick={() => {
              onGo(1);
            }}
            icon={<IconArrowDown size={14} />}
          />
        </>
      )}
    </div>
  );
}

interface StepProps {
  label: string;
  isDisabled: boolean;
  onClick: () => void;
  icon: ReactNode;
}

function Step({ label, isDisabled, onClick, icon }: StepProps) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="sm"
      aria-label={label}
      title={label}
      disabled={isDisabled}
      onClick={onClick}
    >
      {icon}
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
