import { useRef, type KeyboardEvent, type ReactNode } from "react";
import { useKeys } from "@/shared/lib/keys";
import "./tabs.css";

export interface Tab {
  id: string;
  label: string;
}

interface TabsProps {
  /** What the tabs are of: "orders". */
  label: string;
  tabs: Tab[];
  current: string;
  /** Where a tab's link leads. */
  href: (id: string) => string;
  onTab: (id: string) => void;
  /** Called when a tab is pointed at or has the focus, to load it early. */
  onIntent?: (id: string) => void;
  /** What the current tab shows. */
  children: ReactNode;
}

/**
 * Tabs whose choice is part of the address, so each is a link. Left and Right, Home and End move among them; [ and ]
 * do so from anywhere on the page.
 */
export function Tabs({ label, tabs, current, href, onTab, onIntent, children }: TabsProps) {
  const list = useRef<HTMLDivElement>(null);
  const index = tabs.findIndex((tab) => tab.id === current);

  function go(to: number, hasFocus: boolean) {
    const next = tabs[(to + tabs.length) % tabs.length];
    if (next === undefined) return;
    onTab(next.id);
    if (hasFocus) list.current?.querySelector<HTMLElement>(`#tab-${next.id}`)?.focus();
  }

  function onKeyDown(event: KeyboardEvent) {
    const to = { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    go(to, true);
  }

  useKeys({
    "[": () => {
      go(index - 1, false);
    },
    "]": () => {
      go(index + 1, false);
    },
  });

  return (
    <>
      {/* The keys of the pattern are handled where the focus is: on a tab. */}
      <div ref={list} className="tabs" role="tablist" aria-label={label}>
        {tabs.map((tab) => (
          <a
            key={tab.id}
            id={`tab-${tab.id}`}
            className="tab"
            role="tab"
            href={href(tab.id)}
            aria-selected={tab.id === current}
            aria-controls="tab-panel"
            tabIndex={tab.id === current ? 0 : -1}
            onKeyDown={onKeyDown}
            onPointerEnter={() => onIntent?.(tab.id)}
            onFocus={() => onIntent?.(tab.id)}
            onClick={(event) => {
              // A new window for those who ask for one.
              if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
              event.preventDefault();
              onTab(tab.id);
            }}
          >
            {tab.label}
          </a>
        ))}
      </div>
      <div id="tab-panel" className="tab-panel" role="tabpanel" aria-labelledby={`tab-${current}`} tabIndex={-1}>
        {children}
      </div>
    </>
  );
}
