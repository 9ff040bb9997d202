import { useSyncExternalStore } from "react";

/** One timer for every label that shows how long ago or how long something is. It stands still without listeners. */
function makeTicker(period: number) {
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setInterval> | undefined;
  let now = Date.now();
  function tick() {
    now = Date.now();
    listeners.forEach((listener) => {
      listener();
    });
  }
  return {
    subscribe(listener: () => void) {
      listeners.add(listener);
      if (timer === undefined) {
        now = Date.now();
        timer = setInterval(tick, period);
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
    read: () => now,
    silent: () => () => undefined,
  };
}

const seconds = makeTicker(1_000);
const minutePeriod = 30_000;
const minutes = makeTicker(minutePeriod);

/** The time in milliseconds, new each second while `isTicking`. */
export function useSeconds(isTicking: boolean): number {
  return useSyncExternalStore(isTicking ? seconds.subscribe : seconds.silent, seconds.read);
}

/** The time in milliseconds, new twice a minute; so it may be behind by half of one. */
export function useMinutes(): number {
  return useSyncExternalStore(minutes.subscribe, minutes.read);
}

/**
 * That time, or `moment` when it is so little ahead that the clock may be what is behind: what has just happened never is
 * in the future.
 */
export function notBehind(now: number, moment: number): number {
  return moment > now && moment - now <= minutePeriod ? moment : now;
}
