/** At least this long lies between two tellings while events keep coming. */
const pause = 400;

/**
 * Gathers what became stale. What comes after a quiet time is told at once, since somebody is looking; in a burst it is
 * told no more than every 400 ms, the last of it too. `gather`: how long the events of one deed are waited for.
 */
export function gatherBursts<T>(
  tell: (stale: T[]) => void,
  gather = 30,
): { add: (what: T) => void; close: () => void } {
  const stale = new Set<T>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let toldAt = -Infinity;

  function tellAll() {
    timer = undefined;
    toldAt = performance.now();
    const all = [...stale];
    stale.clear();
    tell(all);
  }

  return {
    add(what) {
      stale.add(what);
      timer ??= setTimeout(tellAll, Math.max(gather, toldAt + pause - performance.now()));
    },
    close() {
      clearTimeout(timer);
    },
  };
}
