import { Link } from "@tanstack/react-router";
import { Fragment } from "react";
import { areaGroups } from "./areas";
import { AccountMenu } from "@/features/identity/AccountMenu";
import { BrandMark } from "@/shared/ui/Brand";

interface RailProps {
  onSignedOut: () => void;
}

/** The way around. An entry is here when its pages are. */
export function Rail({ onSignedOut }: RailProps) {
  return (
    <nav className="rail" aria-label="Main">
      <Link className="rail-brand" to="/" aria-label="Towpath">
        <BrandMark size={24} />
        <span>Towpath</span>
      </Link>
      <div className="rail-items">
        {areaGroups
          .filter(({ areas }) => areas.length > 0)
          .map(({ title, areas }) => (
            <Fragment key={title}>
              {title !== "" && <h2 className="rail-section">{title}</h2>}
              {areas.map(({ label, to, icon: Sign }) => (
                <Link key={to} className="rail-item" to={to} title={label} activeOptions={{ exact: to === "/" }}>
                  <Sign size={17} stroke={1.7} aria-hidden />
                  <span>{label}</span>
                </Link>
              ))}
            </Fragment>
          ))}
      </div>
      <div className="rail-account">
        <AccountMenu onSignedOut={onSignedOut} />
      </div>
    </nav>
  );
}
