import { RunFilters } from "./RunFilters";
import type { RunFilter } from "./runs.queries";
import { RunTable } from "./RunTable";
import { EmptyState } from "@/shared/ui/EmptyState";

interface RunsTabProps {
  /** What the runs are about, separated by commas: an entity and the repository that declares it. */
  subject: string;
  filter: RunFilter;
  onFilter: (filter: RunFilter) => void;
}

const fixed = ["subject"] as const;

/** The runs about one thing, in its own page. */
export function RunsTab({ subject, filter, onFilter }: RunsTabProps) {
  return (
    <section className="panel table-frame" aria-label="Runs">
      <RunFilters filter={filter} fixed={fixed} onFilter={onFilter} />
      <RunTable
        filter={{ ...filter, subject }}
        fixed={fixed}
        empty={
          <EmptyState title="No runs yet." action={<code className="feedback-hint mono">git push</code>}>
            Its first run starts when a commit is pushed:
          </EmptyState>
        }
      />
    </section>
  );
}
