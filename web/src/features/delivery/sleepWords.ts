/** How a time in seconds is said: "30 min", "8 h", "3 d". */
export function lasting(seconds: number): string {
  if (seconds % 86_400 === 0) return `${String(seconds / 86_400)} d`;
  if (seconds % 3_600 === 0) return `${String(seconds / 3_600)} h`;
  if (seconds % 60 === 0) return `${String(seconds / 60)} min`;
  return `${String(seconds)} s`;
}

const words: Record<string, string> = {
  falling: "Falls asleep",
  asleep: "Asleep",
  waking: "Wakes",
  failed: "Did not wake",
  wake_failed: "Did not wake",
};

/** What is said of something that sleeps; undefined of what is awake. */
export function sleepWord(state: string): string | undefined {
  return words[state];
}
