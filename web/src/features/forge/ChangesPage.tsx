import { TextInput } from "@mantine/core";
import { ChangeList } from "./ChangeList";
import type { ChangeFilter } from "./changes.queries";
import { CopyAs } from "@/shared/ui/CopyAs";
import { IconSearch } from "@/shared/ui/icons";
import { Page } from "@/shared/ui/Page";
import { Segments } from "@/shared/ui/Segments";
import "@/shared/ui/mantine-inputs.css";
import "./changes.css";

interface ChangesPageProps {
  filter: ChangeFilter;
  onFilter: (filter: ChangeFilter) => void;
}

type View = "awaiting" | "review" | "mine" | "open" | "merged" | "all";

const views: { value: View; label: string }[] = [
  { value: "open", label: "Open" },
  { value: "awaiting", label: "Waiting for me" },
  { value: "review", label: "To review" },
  { value: "mine", label: "Mine" },
  { value: "merged", label: "Merged" },
  { value: "all", label: "All" },
];

const filters: Record<View, ChangeFilter> = {
  open: { state: "open" },
  awaiting: { awaiting: "me" },
  review: { review: "mine" },
  mine: { author: "me" },
  merged: { state: "merged" },
  all: {},
};

function viewOf(filter: ChangeFilter): View {
  if (filter.awaiting !== undefined) return "awaiting";
  if (filter.review !== undefined) return "review";
  if (filter.author !== undefined) return "mine";
  if (filter.state === "merged") return "merged";
  return filter.state === undefined ? "all" : "open";
}

function flagsOf(filter: ChangeFilter): string {
  const flags = [
    filter.awaiting !== undefined && " --awaiting-me",
    filter.review !== undefined && " --to-review",
    filter.author !== undefined && " --mine",
    ` --state ${filter.state ?? "all"}`,
    filter.repository !== undefined && ` --repository ${filter.repository}`,
  ];
  return flags.filter((flag) => flag !== false).join("");
}

/** Branches on their way into another one, over all repositories. */
export function ChangesPage({ filter, onFilter }: ChangesPageProps) {
  const query = new URLSearchParams({ ...filter }).toString();
  const { q, repository } = filter;
  const kept = { ...(q === undefined ? {} : { q }), ...(repository === undefined ? {} : { repository }) };

  return (
    <Page
      title="Changes"
      lead="Branches under review: what they change, what checks say, who has to look."
      actions={<CopyAs cli={`towpath change list${flagsOf(filter)}`} api={`/api/v1/changes?${query}`} />}
    >
      <section className="panel table-frame" aria-label="Changes">
        <div className="table-tools">
          <Segments
            label="Which changes"
            segments={views}
            value={viewOf(filter)}
            onChange={(view) => {
              onFilter({ ...filters[view], ...kept });
            }}
          />
          <TextInput
            aria-label="Part of the title"
            placeholder="Part of the title"
            size="xs"
            leftSection={<IconSearch size={14} stroke={1.7} />}
            defaultValue={q ?? ""}
            onChange={(event) => {
              const { q: _, ...rest } = filter;
              const text = event.currentTarget.value;
              onFilter(text === "" ? rest : { ...rest, q: text });
            }}
          />
          {repository !== undefined && (
            <button
              type="button"
              className="chip"
              aria-label={`Remove the filter repository ${repository}`}
              onClick={() => {
                const { repository: _, ...rest } = filter;
                onFilter(rest);
              }}
            >
              {repository} ×
            </button>
          )}
        </div>
        <ChangeList filter={filter} />
      </section>
    </Page>
  );
}
