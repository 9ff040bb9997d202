import { useQueryClient } from "@tanstack/react-query";
import { Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from "react";
import { EchoLine } from "./EchoLine";
import { GiveFeedbackContext } from "./GiveFeedbackContext";
import { TourContext } from "./learn/TourContext";
import { useKeptFocus } from "./keptFocus";
import { useLiveEvents } from "./live.queries";
import { refOfPath, rememberVisit } from "./palette/visited";
import { useOffered } from "./offered";
import { Rail } from "./Rail";
import { TopBar } from "./TopBar";
import { useNotifications } from "@/features/feedback/notifications.queries";
import { namesQuery } from "@/features/catalog/names.queries";
import { useMe } from "@/features/identity/identity.queries";
import { useKeys } from "@/shared/lib/keys";

const ShortcutSheet = lazy(() =>
  import("./ShortcutSheet").then(({ ShortcutSheet: component }) => ({ default: component })),
);
const loadPalette = () => import("./palette/Palette");
const Palette = lazy(() => loadPalette().then(({ Palette: component }) => ({ default: component })));
const TourPanel = lazy(() => import("./learn/TourPanel").then(({ TourPanel: component }) => ({ default: component })));
const Banner = lazy(() =>
  import("@/features/feedback/Banner").then(({ Banner: component }) => ({ default: component })),
);
const GiveFeedback = lazy(() =>
  import("@/features/feedback/GiveFeedback").then(({ GiveFeedback: component }) => ({ default: component })),
);

/** The frame around every page behind the sign-in. */
export function Shell() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const status = useLiveEvents();
  useKeptFocus();
  const [isSheetOpen, setIsSheetOpen] = useState(false);
  const [wasSheetOpen, setWasSheetOpen] = useState(false);
  const [isPaletteOpen, setIsPaletteOpen] = useState(false);
  const [tour, setTour] = useState<string>();
  /** The page it is about; kept while the dialog closes. */
  const [feedbackOn, setFeedbackOn] = useState<string>();
  const [isFeedbackOpen, setIsFeedbackOpen] = useState(false);
  const [isRailOpen, setIsRailOpen] = useState(false);
  const main = useRef<HTMLElement>(null);
  const user = useMe().data?.ref;
  const path = useRouterState({ select: (state) => state.location.pathname });
  const lastPath = useRef(path);
  const { areas } = useOffered();
  const announcements = useNotifications().data?.announcements ?? [];

  function openSheet() {
    setWasSheetOpen(true);
    setIsSheetOpen(true);
  }

  const openFeedback = useCallback(() => {
    setFeedbackOn(path);
    setIsFeedbackOpen(true);
  }, [path]);

  useKeys({
    ...Object.fromEntries(
      areas.map(({ keys, to, url }) => [
        keys,
        () => {
          if (url === undefined) void navigate({ to });
          else window.open(url, "_blank", "noreferrer");
        },
      ]),
    ),
    "?": openSheet,
  });

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "k")
        return;
      // Another dialog keeps what it asks; the palette closes itself.
      if (document.querySelector('[role="dialog"][aria-modal="true"], dialog[open]') !== null) return;
      event.preventDefault();
      setIsPaletteOpen(true);
    }
    document.addEventListener("keydown", onKeyDown);
    return () => {
      document.removeEventListener("keydown", onKeyDown);
    };
  }, []);

  // The palette answers at once: its code and the names are here before it is asked for.
  useEffect(() => {
    const timer = setTimeout(() => {
      void loadPalette();
      void client.prefetchQuery(namesQuery);
    }, 800);
    return () => {
      clearTimeout(timer);
    };
  }, [client]);

  useEffect(() => {
    const ref = refOfPath(path);
    if (user !== undefined && ref !== undefined) rememberVisit(user, ref);
  }, [path, user]);

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
        isOpen={isRailOpen}
        onClose={() => {
          setIsRailOpen(false);
        }}
        onFeedback={openFeedback}
        onSignedOut={() => {
          void navigate({ to: "/sign-in" });
        }}
      />
      <div className="shell-column">
        <TopBar
          status={status}
          onHelp={openSheet}
          onMenu={() => {
            setIsRailOpen(true);
          }}
          onSearch={() => {
            setIsPaletteOpen(true);
          }}
        />
        <main ref={main} id="main" tabIndex={-1}>
          <TourContext value={setTour}>
            <GiveFeedbackContext value={openFeedback}>
              <Outlet />
            </GiveFeedbackContext>
          </TourContext>
        </main>
      </div>
      <EchoLine />
      <Suspense fallback={null}>
        {announcements.length > 0 && <Banner announcements={announcements} />}
        {wasSheetOpen && (
          <ShortcutSheet
            isOpen={isSheetOpen}
            onClose={() => {
              setIsSheetOpen(false);
            }}
          />
        )}
        {tour !== undefined && (
          <TourPanel
            key={tour}
            id={tour}
            onEnd={() => {
              setTour(undefined);
            }}
          />
        )}
        {feedbackOn !== undefined && (
          <GiveFeedback
            isOpen={isFeedbackOpen}
            onClose={() => {
              setIsFeedbackOpen(false);
            }}
            page={feedbackOn}
            entity={refOfPath(feedbackOn)}
          />
        )}
        {isPaletteOpen && (
          <Palette
            onClose={() => {
              setIsPaletteOpen(false);
            }}
          />
        )}
      </Suspense>
    </div>
  );
}
