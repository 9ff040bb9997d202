import { Link } from "@tanstack/react-router";
import { Fragment, useEffect, useRef } from "react";
import { allAreas } from "./areas";
import { useOffered } from "./offered";
import { AccountMenu } from "@/features/identity/AccountMenu";
import { BrandMark } from "@/shared/ui/Brand";
import { IconExternalLink, IconMessagePlus, IconX } from "@/shared/ui/icons";

interface RailProps {
  /** On a narrow screen the rail is a drawer: whether it is out. */
  isOpen: boolean;
  onClose: () => void;
  onSignedOut: () => void;
  onFeedback: () => void;
}

/** The way around. An entry is here when its pages are. */
export function Rail({ isOpen, onClose, onSignedOut, onFeedback }: RailProps) {
  const rail = useRef<HTMLElement>(null);
  const { groups } = useOffered();

  useEffect(() => {
    if (!isOpen) return;
    const before = document.activeElement;
    const drawer = rail.current;
    drawer?.querySelector<HTMLElement>(".rail-item")?.focus();
    function onKeyDown(event: KeyboardEvent) {
      if (event.key === "Escape") onClose();
    }
    document.addEventListener("keydown", onKeyDown);
    return () => {
      document.removeEventListener("keydown", onKeyDown);
      // A link that was followed has moved the focus already.
      if (before instanceof HTMLElement && drawer?.contains(document.activeElement) === true) before.focus();
    };
  }, [isOpen, onClose]);

  return (
    <>
      {isOpen && <button type="button" className="rail-scrim" aria-label="Close the menu" onClick={onClose} />}
      <nav ref={rail} className="rail" aria-label="Main" data-open={isOpen || undefined}>
        <div className="rail-head">
          <Link className="rail-brand" to="/" aria-label="Towpath" onClick={onClose}>
            <BrandMark size={24} />
            <span>Towpath</span>
          </Link>
          <button type="button" className="rail-close" aria-label="Close the menu" onClick={onClose}>
            <IconX size={18} stroke={1.7} aria-hidden />
          </button>
        </div>
        <div className="rail-items">
          {groups
            .filter(({ areas }) => areas.length > 0)
            .map(({ title, areas }) => (
              <Fragment key={title}>
                {title !== "" && <h2 className="rail-section">{title}</h2>}
                {areas.map(({ label, to, icon: Sign, url }) =>
                  url === undefined ? (
                    <Link
                      key={to}
                      className="rail-item"
                      to={to}
                      title={label}
                      activeOptions={{ exact: to === "/" }}
                      onClick={onClose}
                    >
                      <Sign size={17} stroke={1.7} aria-hidden />
                      <span>{label}</span>
                    </Link>
                  ) : (
                    <a key={to} className="rail-item" href={url} target="_blank" rel="noreferrer" title={label}>
                      <Sign size={17} stroke={1.7} aria-hidden />
                      <span>{label}</span>
                      <IconExternalLink size={13} stroke={1.7} aria-label="leads to another system" />
                    </a>
                  ),
                )}
              </Fragment>
            ))}
        </div>
        <button
          type="button"
          className="rail-item rail-feedback"
          onClick={() => {
            onClose();
            onFeedback();
          }}
        >
          <IconMessagePlus size={17} stroke={1.7} aria-hidden />
          <span>Give feedback</span>
        </button>
        <div className="rail-account">
          <AccountMenu
            onSignedOut={onSignedOut}
            places={allAreas.filter(({ to }) => to === "/platform" || to === "/settings")}
          />
        </div>
      </nav>
    </>
  );
}
