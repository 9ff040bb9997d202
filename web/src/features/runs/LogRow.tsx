import type { LogGroup } from "./logGroups";
import type { LogLine } from "./runs.queries";
import { parseAnsi, type AnsiSpan } from "@/shared/lib/ansi";
import { formatExact } from "@/shared/lib/time";
import { IconChevronRight } from "@/shared/ui/icons";

interface LogRowProps {
  /** Line number, from 1. */
  n: number;
  /** Undefined while it loads. */
  line: LogLine | undefined;
  hasTime: boolean;
  /** What is looked for; "" for nothing. */
  find: string;
  /** Set on the line that begins a group. */
  group: (LogGroup & { isOpen: boolean; end: number }) | undefined;
  onLink: () => void;
  onToggle: () => void;
}

/** One line of a log: its number, which is a link to it, when it was written, and what. */
export function LogRow({ n, line, hasTime, find, group, onLink, onToggle }: LogRowProps) {
  return (
    <>
      <button
        type="button"
        className="log-number"
        tabIndex={-1}
        aria-label={`Link to line ${String(n)}`}
        onClick={onLink}
      >
        {n}
      </button>
      {line === undefined && <span className="log-text faint">…</span>}
      {line !== undefined && hasTime && (
        <time className="log-time" dateTime={line.at} title={formatExact(line.at)}>
          {line.at.slice(11, 23).replace("Z", "")}
        </time>
      )}
      {line !== undefined && group === undefined && <LineText text={line.text} find={find} />}
      {line !== undefined && group !== undefined && (
        <button type="button" className="log-group" aria-expanded={group.isOpen} onClick={onToggle}>
          <IconChevronRight size={13} aria-hidden />
          <span>{group.title === "" ? "Group" : group.title}</span>
          {!group.isOpen && <small className="faint">{(group.end - n - 1).toLocaleString("en")} folded</small>}
        </button>
      )}
    </>
  );
}

/** Lines that a pipeline wrote as a command: "##[error]No such file". */
const command = /^##\[(error|warning|notice|debug|command|section)\](.*)$/s;

interface LineTextProps {
  text: string;
  find: string;
}

function LineText({ text, find }: LineTextProps) {
  const [, kind, rest] = command.exec(text) ?? [];
  const spans = parseAnsi(rest ?? text);
  return (
    <span className="log-text" data-kind={kind}>
      {kind !== undefined && kind !== "command" && kind !== "section" && <b>{kind}: </b>}
      {markMatches(spans, find).map(({ span, isMatch }, index) => {
        const style = {
          ...(span.color === undefined ? {} : { color: span.color }),
          ...(span.background === undefined ? {} : { background: span.background }),
        };
        return isMatch ? (
          <mark key={index}>{span.text}</mark>
        ) : (
          <span key={index} className={span.className} style={style}>
            {span.text}
          </span>
        );
      })}
    </span>
  );
}

/** Cuts the spans so that what is looked for stands alone. A match across two styles is not marked. */
function markMatches(spans: AnsiSpan[], find: string): { span: AnsiSpan; isMatch: boolean }[] {
  if (find === "") return spans.map((span) => ({ span, isMatch: false }));
  const wanted = find.toLowerCase();
  return spans.flatMap((span) => {
    const lower = span.text.toLowerCase();
    // Where lower case is of another length the places do not fit.
    if (lower.length !== span.text.length) return [{ span, isMatch: false }];
    const parts: { span: AnsiSpan; isMatch: boolean }[] = [];
    let from = 0;
    for (let at = lower.indexOf(wanted); at !== -1; at = lower.indexOf(wanted, from)) {
      if (at > from) parts.push({ span: { ...span, text: span.text.slice(from, at) }, isMatch: false });
      from = at + wanted.length;
      parts.push({ span: { ...span, text: span.text.slice(at, from) }, isMatch: true });
    }
    if (from < span.text.length) parts.push({ span: { ...span, text: span.text.slice(from) }, isMatch: false });
    return parts;
  });
}
