import { copyRuns } from "./copyRuns";
import { RunFilters } from "./RunFilters";
import type { RunFilter } from "./runs.queries";
import { RunTable } from "./RunTable";
import { CopyAs } from "@/shared/ui/CopyAs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Page } from "@/shared/ui/Page";
import "./runs.css";

interface RunsPageProps {
  filter: RunFilter;
  onFilter: (filter: RunFilter) => void;
}

export function RunsPage({ filter, onFilter }: RunsPageProps) {
  return (
    <Page
      title="Runs"
      lead="What is being done and what was done: pipelines, deployments, golden paths."
      actions={<CopyAs {...copyRuns(filter)} />}
    >
      <section className="panel table-frame" aria-label="Runs">
        <RunFilters filter={filter} onFilter={onFilter} />
        <RunTable
          filter={filter}
          empty={
            <EmptyState title="No runs yet." action={<code className="feedback-hint mono">towpath new</code>}>
              A run starts when you push a commit, deploy, or create something from a golden path:
            </EmptyState>
          }
        />
      </section>
    </Page>
  );
}
