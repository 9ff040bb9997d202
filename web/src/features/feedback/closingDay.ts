/** How long a survey may be open, as the API has it. */
export const leastDays = 1;
export const mostDays = 60;
export const usualDays = 14;

const day = 86_400_000;

/** "2026-12-04": the reader's date so many days after `now`, as a date field has it. */
export function dayAfter(days: number, now: Date): string {
  const date = new Date(now.getFullYear(), now.getMonth(), now.getDate() + days);
  return [
    String(date.getFullYear()).padStart(4, "0"),
    String(date.getMonth() + 1).padStart(2, "0"),
    String(date.getDate()).padStart(2, "0"),
  ].join("-");
}

/** The other way round; NaN for what is no date. A day counts as one whether clocks change in it or not. */
export function daysUntil(date: string, now: Date): number {
  return Math.round((Date.parse(date) - Date.parse(dayAfter(0, now))) / day);
}
