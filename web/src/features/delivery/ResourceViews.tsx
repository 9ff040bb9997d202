import { Link } from "@tanstack/react-router";
import "./drift.css";

interface ResourceViewsProps {
  /** How many resources have drift; undefined while that is not known. */
  drifted?: number | undefined;
}

/** The two looks at resources: what there is, and what of it is not as it was applied. */
export function ResourceViews({ drifted }: ResourceViewsProps) {
  return (
    <nav className="resource-views" aria-label="Looks at resources">
      <Link to="/resources" activeOptions={{ exact: true }}>
        All
      </Link>
      <Link to="/resources/drift" activeOptions={{ includeSearch: false }}>
        Drift
        {drifted !== undefined && drifted > 0 && <small>{drifted}</small>}
      </Link>
    </nav>
  );
}
