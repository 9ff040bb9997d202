import { Link } from "@tanstack/react-router";
import { AccountMenu } from "@/features/identity/AccountMenu";
import { BrandMark } from "@/shared/ui/Brand";
import { IconBooks, IconPlayerPlay } from "@/shared/ui/icons";

interface RailProps {
  onSignedOut: () => void;
}

/** The way around. An entry is here when its pages are. */
export function Rail({ onSignedOut }: RailProps) {
  return (
    <nav className="rail" aria-label="Main">
      <Link className="rail-brand" to="/catalog">
        <BrandMark size={24} />
        <span>Towpath</span>
      </Link>
      <div className="rail-items">
        <Link className="rail-item" to="/catalog" title="Catalog">
          <IconBooks size={17} stroke={1.7} aria-hidden />
          <span>Catalog</span>
        </Link>
        <h2 className="rail-section">Deliver</h2>
        <Link className="rail-item" to="/runs" title="Runs">
          <IconPlayerPlay size={17} stroke={1.7} aria-hidden />
          <span>Runs</span>
        </Link>
      </div>
      <div className="rail-account">
        <AccountMenu onSignedOut={onSignedOut} />
      </div>
    </nav>
  );
}
