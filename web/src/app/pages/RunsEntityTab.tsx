import { parseRunFilter } from "../search";
import type { EntityTabProps } from "./entityTabs";
import { runSubjects } from "./runSubjects";
import { RunsTab } from "@/features/runs/RunsTab";

/** The runs about an entity, and those of its repository. */
export function RunsEntityTab({ entity, repository, search, onSearch }: EntityTabProps) {
  const { subject: _, ...filter } = parseRunFilter(search);
  return (
    <RunsTab
      subject={runSubjects(entity.ref, repository)}
      filter={filter}
      onFilter={(next) => {
        onSearch({ ...next });
      }}
    />
  );
}
