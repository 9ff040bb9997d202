import type { Freeze } from "./approvals.queries";

export type WeeklyWindow = NonNullable<Freeze["weekly"]>;
export type Weekday = WeeklyWindow["days"][number];

export const weekdays: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

const dayMinutes = 24 * 60;
export const longestMinutes = 7 * dayMinutes;

/** "15:00" as minutes after midnight; NaN for what is no time of day. */
function minuteOf(time: string): number {
  const [hours, minutes] = time.split(":");
  return Number(hours) * 60 + Number(minutes ?? NaN);
}

/** How long it is from a time of day to one so many days later. */
export function minutesBetween(from: string, until: string, daysLater: number): number {
  return minuteOf(until) + daysLater * dayMinutes - minuteOf(from);
}

/** When a window ends that opens at a time of day. */
export function endOf({ at, durationMinutes }: Pick<WeeklyWindow, "at" | "durationMinutes">) {
  const end = minuteOf(at) + durationMinutes;
  const inDay = end % dayMinutes;
  const two = (part: number) => String(part).padStart(2, "0");
  return { until: `${two(Math.floor(inDay / 60))}:${two(inDay % 60)}`, daysLater: Math.floor(end / dayMinutes) };
}

/** "the same day", "the next day", "3 days later". */
export function dayLaterLabel(daysLater: number): string {
  if (daysLater === 0) return "the same day";
  return daysLater === 1 ? "the next day" : `${String(daysLater)} days later`;
}

/** "every fri, sat from 15:00 to 07:00 UTC the next day". */
export function weeklyText(weekly: WeeklyWindow): string {
  const { until, daysLater } = endOf(weekly);
  const later = daysLater === 0 ? "" : ` ${dayLaterLabel(daysLater)}`;
  return `every ${weekly.days.join(", ")} from ${weekly.at} to ${until} UTC${later}`;
}
