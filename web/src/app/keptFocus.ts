import { useEffect } from "react";

/** Time for who took the element away to put focus somewhere itself. */
const patience = 60;

/**
 * Keeps focus on the page when what has it goes away, such as the row that was just deleted or a button that rests while
 * it works: focus comes back to the button, or goes to what the element was in. The browser would leave it nowhere, and
 * a screen reader at the top.
 */
export function useKeptFocus() {
  useEffect(() => {
    /** What has or had focus, and what that was in, from the inside. */
    let trail: HTMLElement[] = [];
    let isResting = false;
    let timer: ReturnType<typeof setTimeout> | undefined;

    function onFocus({ target }: FocusEvent) {
      trail = [];
      isResting = false;
      for (let at = target instanceof HTMLElement ? target : null; at !== null; at = at.parentElement) trail.push(at);
    }

    /** Given up on purpose: it is still there and could have kept it. */
    function onLeave({ target }: FocusEvent) {
      setTimeout(() => {
        const [last] = trail;
        if (last !== target || last === undefined || document.activeElement !== document.body) return;
        if (last.isConnected && !last.matches(":disabled")) trail = [];
      });
    }

    function keep() {
      timer = undefined;
      const [last] = trail;
      if (last === undefined || document.activeElement !== document.body) return;
      if (last.isConnected) {
        if (isResting && !last.matches(":disabled")) last.focus({ preventScroll: true });
        return;
      }
      const around = trail.find((element) => element.isConnected);
      const place = around?.closest("main, [role=dialog]") ? around : document.getElementById("main");
      if (place === undefined || place === null) return;
      if (!place.hasAttribute("tabindex")) place.setAttribute("tabindex", "-1");
      place.focus({ preventScroll: true });
    }

    const observer = new MutationObserver(() => {
      // Noted here: it may rest for less than the patience, and the browser takes focus from it only afterwards.
      if (trail[0]?.matches(":disabled")) isResting = true;
      if (document.activeElement === document.body && trail.length > 0) timer ??= setTimeout(keep, patience);
    });
    observer.observe(document.body, {
      childList: true,
      subtree: true,
      attributes: true,
      attributeFilter: ["disabled"],
    });
    document.addEventListener("focusin", onFocus);
    document.addEventListener("focusout", onLeave);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
      document.removeEventListener("focusin", onFocus);
      document.removeEventListener("focusout", onLeave);
    };
  }, []);
}
