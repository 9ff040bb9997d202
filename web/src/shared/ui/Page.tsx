import type { ReactNode } from "react";
import "./page.css";

interface PageProps {
  /** The heading; also the document's title. */
  title: string;
  /** What stands before the heading on its line: an icon, a state. */
  mark?: ReactNode;
  /** One line below the heading. */
  lead?: ReactNode;
  /** Buttons at the end of the heading's line. */
  actions?: ReactNode;
  children: ReactNode;
}

/** The frame of every page. Its content fills what is left of the height, so that tables and logs scroll inside. */
export function Page({ title, mark, lead, actions, children }: PageProps) {
  return (
    <div className="page">
      <title>{`${title} · Towpath`}</title>
      <header className="page-header">
        <div className="page-heading">
          <div className="page-title">
            {mark}
            <h1 className="clip">{title}</h1>
          </div>
          {lead !== undefined && <div className="page-lead">{lead}</div>}
        </div>
        {actions !== undefined && <div className="page-actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}
