/** Below how many seconds a unit is used, and how many seconds it has. */
const units: [limit: number, unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  [60, "second", 1],
  [3_600, "minute", 60],
  [86_400, "hour", 3_600],
  [30 * 86_400, "day", 86_400],
  [365 * 86_400, "month", 30 * 86_400],
  [Infinity, "year", 365 * 86_400],
];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "always", style: "short" });
const exact = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "long" });

/** "2 min. ago", "in 3 days", "just now" within five seconds. `at` is RFC 3339, `now` milliseconds. */
export function formatRelative(at: string, now: number): string {
  const seconds = (Date.parse(at) - now) / 1000;
  if (Math.abs(seconds) < 5) return "just now";
  for (const [limit, unit, size] of units) {
    if (Math.abs(seconds) < limit) return relative.format(Math.trunc(seconds / size), unit);
  }
  return "";
}

/** The moment in the reader's own zone, to the second. */
export function formatExact(at: string): string {
  return exact.format(new Date(at));
}

/** "0.4 s", "12 s", "3 m 05 s", "2 h 14 m". Negative counts as 0. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.floor(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} m ${String(whole % 60).padStart(2, "0")} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} m`;
}
