import { Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { allAreas } from "./areas";
import { useLiveEvents } from "./live.queries";
import { Rail } from "./Rail";
import { TopBar } from "./TopBar";
import { useKeys } from "@/shared/lib/keys";

const ShortcutSheet = lazy(() =>
  import("./ShortcutSheet").then(({ ShortcutSheet: component }) => ({ default: component })),
);

/** The frame around every page behind the sign-in. */
export function Shell() {
  const navigate = useNavigate();
  const status = useLiveEvents();
  const [isSheetOpen, setIsSheetOpen] = useState(false);
  const [wasSheetOpen, setWasSheetOpen] = useState(false);
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const lastPath = useRef(path);

  function openSheet() {
    setWasSheetOpen(true);
    setIsSheetOpen(true);
  }

  useKeys({
    ...Object.fromEntries(allAreas.map(({ keys, to }) => [keys, () => void navigate({ to })])),
    "?": openSheet,
  });

  useEffect(() => {
    if (lastPath.current === path) return;
    lastPath.current = path;
    // A new page is read from its start, also by those who hear it.
    main.current?.focus();
  }, [path]);

  return (
    <div className="shell">
      <a className="skip-link" href="#main">
        Skip to content
      </a>
      <Rail
        onSignedOut={() => {
          void navigate({ to: "/sign-in" });
        }}
      />
      <div className="shell-column">
        <TopBar status={status} onHelp={openSheet} />
        <main ref={main} id="main" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <Suspense fallback={null}>
        {wasSheetOpen && (
          <ShortcutSheet
            isOpen={isSheetOpen}
            onClose={() => {
              setIsSheetOpen(false);
            }}
          />
        )}
      </Suspense>
    </div>
  );
}
