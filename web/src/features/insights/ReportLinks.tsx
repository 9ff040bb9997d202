import { scopeQuery } from "./OutcomeScope";
import type { Scope } from "./insights.queries";

interface ReportLinksProps {
  scope: Scope;
}

const formats = [
  { format: "docx", label: "Word (.docx)" },
  { format: "html", label: "Page (.html)" },
];

/** The report for sponsors as files. The page prints to PDF; the command line does so by itself. */
export function ReportLinks({ scope }: ReportLinksProps) {
  const query = scopeQuery(scope);
  return (
    <span className="report-links" role="group" aria-label="Value report">
      <span className="soft">Value report:</span>
      {formats.map(({ format, label }) => (
        <a key={format} href={`/api/v1/reports/value${query === "" ? "?" : `${query}&`}format=${format}`} download>
          {label}
        </a>
      ))}
    </span>
  );
}
