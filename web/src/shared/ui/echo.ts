import type { LinkProps } from "@tanstack/react-router";
import { useSyncExternalStore } from "react";

export interface Echo {
  text: string;
  /** Where what was done is seen, when that is another page. */
  link?: { label: string; to: Exclude<LinkProps["to"], undefined> };
  /** For those who hear the page; those who see it have it before their eyes. */
  isHeardOnly?: boolean;
}

const listeners = new Set<() => void>();
let current: Echo | undefined;

function set(next: Echo | undefined) {
  current = next;
  listeners.forEach((listener) => {
    listener();
  });
}

/** Says once more, for a moment, what the page shows anyhow: nothing is told by an echo alone. */
export function sayEcho(echo: Echo) {
  set(echo);
}

export function endEcho() {
  set(undefined);
}

/** What is being said. */
export function useEcho(): Echo | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    () => current,
  );
}
