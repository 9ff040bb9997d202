import type { RunFilter } from "./runs.queries";
import { FilterField } from "@/shared/ui/FilterField";
import { FilterMenu } from "@/shared/ui/FilterMenu";
import { FilterTime } from "@/shared/ui/FilterTime";
import { Segments } from "@/shared/ui/Segments";

interface RunFiltersProps {
  filter: RunFilter;
  /** What stands fast here and is not offered. */
  fixed?: readonly (keyof RunFilter)[];
  onFilter: (filter: RunFilter) => void;
}

const states = [
  { value: "", label: "All" },
  { value: "queued,running,waiting,cancelling", label: "Open" },
  { value: "failed,timed_out", label: "Failed" },
  { value: "succeeded", label: "Succeeded" },
];
const kinds = [
  { value: "pipeline", label: "Pipeline" },
  { value: "deployment", label: "Deployment" },
  { value: "golden_path", label: "Golden path" },
  { value: "golden_path_undo", label: "Undo" },
  { value: "deletion", label: "Deletion" },
  { value: "sleep", label: "Sleep" },
  { value: "job", label: "Job" },
  { value: "scale", label: "Scale" },
  { value: "shell", label: "Shell" },
  { value: "clone", label: "Clone" },
];

export function RunFilters({ filter, fixed = [], onFilter }: RunFiltersProps) {
  function set(name: keyof RunFilter, value: string | undefined) {
    const { [name]: _, ...rest } = filter;
    onFilter(value === undefined || value === "" ? rest : { ...rest, [name]: value });
  }
  return (
    <div className="table-tools">
      <Segments
        label="State"
        segments={states}
        value={filter.state ?? ""}
        onChange={(state) => {
          set("state", state);
        }}
      />
      <FilterMenu
        label="Kind"
        value={filter.kind}
        options={kinds}
        onChange={(kind) => {
          set("kind", kind);
        }}
      />
      {!fixed.includes("subject") && (
        <FilterField
          label="For"
          value={filter.subject}
          placeholder="component:default/orders"
          onChange={(subject) => {
            set("subject", subject);
          }}
        />
      )}
      <FilterField
        label="Branch"
        value={filter.branch}
        placeholder="main"
        onChange={(branch) => {
          set("branch", branch);
        }}
      />
      <FilterField
        label="By"
        value={filter.actor}
        placeholder="user:default/alice"
        onChange={(actor) => {
          set("actor", actor);
        }}
      />
      <FilterTime
        from={filter.from}
        to={filter.to}
        onChange={(from, to) => {
          const { from: _from, to: _to, ...rest } = filter;
          onFilter({ ...rest, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) });
        }}
      />
    </div>
  );
}
