import { useEffect, useRef } from "react";

/** Keys to what they do: "?", "/", "j", or two in a row: "g c". Names as KeyboardEvent.key has them. */
export type Keymap = Record<string, () => void>;

const sequenceTimeout = 2_000;

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/**
 * Listens on the whole page. Silent while the person types, holds Ctrl, Alt or Meta, or has a dialog or menu open.
 */
export function useKeys(keymap: Keymap) {
  const current = useRef(keymap);
  useEffect(() => {
    current.current = keymap;
  });

  useEffect(() => {
    let first: { key: string; at: number } | undefined;
    function onKeyDown(event: KeyboardEvent) {
      if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
      if (document.querySelector('[role="dialog"][aria-modal="true"], [role="menu"], dialog[open]') !== null) return;
      const isSecond = first !== undefined && event.timeStamp - first.at < sequenceTimeout;
      const pressed = isSecond && first !== undefined ? `${first.key} ${event.key}` : event.key;
      first = undefined;
      const action = current.current[pressed];
      if (action !== undefined) {
        event.preventDefault();
        action();
      } else if (Object.keys(current.current).some((keys) => keys.startsWith(`${event.key} `))) {
        first = { key: event.key, at: event.timeStamp };
      }
    }
    document.addEventListener("keydown", onKeyDown);
    return () => {
      document.removeEventListener("keydown", onKeyDown);
    };
  }, []);
}
