import { Tooltip } from "@mantine/core";
import { notBehind, useMinutes, useSeconds } from "@/shared/lib/clock";
import { formatDuration, formatExact, formatRelative } from "@/shared/lib/time";

interface RelativeTimeProps {
  /** RFC 3339. */
  at: string;
}

/** "2 min. ago", with the exact moment in a tooltip. */
export function RelativeTime({ at }: RelativeTimeProps) {
  const now = notBehind(useMinutes(), Date.parse(at));
  return (
    <Tooltip label={formatExact(at)}>
      <time dateTime={at} className="tabular">
        {formatRelative(at, now)}
      </time>
    </Tooltip>
  );
}

interface DurationProps {
  from: string | null;
  /** Null while it goes on: the label then counts. */
  to: string | null;
}

/** How long something took, or has taken so far. Nothing before it started. */
export function Duration({ from, to }: DurationProps) {
  const now = useSeconds(from !== null && to === null);
  if (from === null) return null;
  const end = to === null ? now : Date.parse(to);
  return <span className="tabular">{formatDuration(end - Date.parse(from))}</span>;
}
