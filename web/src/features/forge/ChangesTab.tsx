import { Segments } from "@/shared/ui/Segments";
import { ChangeList } from "./ChangeList";
import type { Change } from "./changes.queries";
import "./changes.css";

interface ChangesTabProps {
  repository: string | undefined;
  search: Record<string, unknown>;
  onSearch: (search: Record<string, unknown>) => void;
}

type Shown = Change["state"] | "all";

const states: { value: Shown; label: string }[] = [
  { value: "open", label: "Open" },
  { value: "merged", label: "Merged" },
  { value: "closed", label: "Closed" },
  { value: "all", label: "All" },
];

/** Changes of the repository that declares an entity. */
export function ChangesTab({ repository, search, onSearch }: ChangesTabProps) {
  const shown = states.find(({ value }) => value === search.state)?.value ?? "open";
  if (repository === undefined) return null;
  return (
    <section className="panel table-frame" aria-label="Changes">
      <div className="table-tools">
        <Segments
          label="State"
          segments={states}
          value={shown}
          onChange={(state) => {
            onSearch(state === "open" ? {} : { state });
          }}
        />
      </div>
      <ChangeList filter={{ repository, ...(shown === "all" ? {} : { state: shown }) }} />
    </section>
  );
}
