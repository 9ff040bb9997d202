import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { HeatTable, type HeatTableRow } from "./HeatTable";
import { countsText, Levels, OutcomeMark, outcomeLabels } from "./Outcomes";
import {
  useEntityHeatMap,
  useScorecards,
  useTeamHeatMap,
  type Counts,
  type Scorecard,
  type ScorecardView,
} from "./scorecards.queries";
import { shortRef } from "@/shared/lib/refs";
import { CopyAs } from "@/shared/ui/CopyAs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { FilterMenu } from "@/shared/ui/FilterMenu";
import { Owner } from "@/shared/ui/Owner";
import { Page } from "@/shared/ui/Page";
import { Segments } from "@/shared/ui/Segments";
import { Skeleton } from "@/shared/ui/Skeleton";
import "./scorecards.css";

const CheckSheet = lazy(() => import("./CheckSheet").then(({ CheckSheet: component }) => ({ default: component })));

interface ScorecardPageProps {
  name: string;
  view: ScorecardView;
  onView: (view: ScorecardView) => void;
  permissions: readonly string[];
}

/** A check that somebody looks at, in a row or for all of them. */
interface Chosen {
  check: string;
  entity?: string;
  team?: string;
}

/** A scorecard as a heat map: what is good where. */
export function ScorecardPage({ name, view, onView, permissions }: ScorecardPageProps) {
  const scorecards = useScorecards();
  const scorecard = scorecards.data?.items.find((each) => each.name === name);
  const [chosen, setChosen] = useState<Chosen>();
  const check = scorecard?.checks.find(({ id }) => id === chosen?.check);
  return (
    <Page
      title={scorecard?.title ?? name}
      lead={scorecard?.description ?? ""}
      actions={<CopyAs cli={`towpath scorecard map ${name}`} api={`/api/v1/scorecards/${name}/entities`} />}
    >
      <div className="page-scroll">
        {scorecards.isPending && <Skeleton label="Loading the scorecard" lines={6} />}
        {scorecards.isError && <ErrorPanel error={scorecards.error} onRetry={() => void scorecards.refetch()} />}
        {scorecards.isSuccess && scorecard === undefined && (
          <EmptyState title={`There is no scorecard ${name}.`} action={<Link to="/scorecards">All scorecards</Link>}>
            It was switched off or has another name now.
          </EmptyState>
        )}
        {scorecard !== undefined && <HeatMap scorecard={scorecard} view={view} onView={onView} onChoose={setChosen} />}
      </div>
      <Suspense fallback={null}>
        {scorecard !== undefined && chosen !== undefined && check !== undefined && (
          <CheckSheet
            scorecard={scorecard}
            check={check}
            entity={chosen.entity}
            team={chosen.team}
            permissions={permissions}
            onClose={() => {
              setChosen(undefined);
            }}
          />
        )}
      </Suspense>
    </Page>
  );
}

interface HeatMapProps {
  scorecard: Scorecard;
  view: ScorecardView;
  onView: (view: ScorecardView) => void;
  onChoose: (chosen: Chosen) => void;
}

function HeatMap({ scorecard, view, onView, onChoose }: HeatMapProps) {
  const teams = useTeamHeatMap(scorecard.name);
  const entities = useEntityHeatMap(scorecard.name, view.team, view.by !== "team");
  const shown = view.by === "team" ? teams : entities;
  const first = entities.data?.pages[0];
  const columns = view.by === "team" ? teams.data?.checks : first?.checks;
  const rows: HeatTableRow[] =
    view.by === "team"
      ? (teams.data?.items.map((row) => ({
          key: row.team ?? "none",
          head: row.team === null ? "No team" : <Owner owner={row.team} />,
          facts: [row.entities.toLocaleString("en"), <Levels key="levels" standings={row.standings} />],
          cells: row.cells.map((counts) => ({
            content: `${String(counts.pass + counts.waived)}/${String(total(counts))}`,
            label: countsText(counts),
            tone: toneOf(counts),
          })),
        })) ?? [])
      : (entities.data?.pages ?? [])
          .flatMap(({ items }) => items)
          .map((row) => ({
            key: row.entity,
            head: <EntityLink entity={row.entity} title={row.title} />,
            facts: [
              row.team === null ? <span className="faint">No team</span> : <Owner owner={row.team} />,
              row.level ?? "–",
            ],
            cells: row.cells.map((outcome) => ({
              content: <OutcomeMark outcome={outcome} />,
              label: `${row.title}: ${outcomeLabels[outcome].toLowerCase()}`,
              tone: outcome,
            })),
          }));
  return (
    <>
      <div className="scorecard-tools">
        <Segments
          label="Rows"
          segments={[
            { value: "entity", label: "By component", count: first?.total },
            { value: "team", label: "By team", count: teams.data?.total },
          ]}
          value={view.by ?? "entity"}
          onChange={(by) => {
            onView(by === "team" ? { by } : {});
          }}
        />
        {view.by !== "team" && (
          <FilterMenu
            label="Team"
            value={view.team}
            options={(teams.data?.items ?? []).map(({ team, entities: count }) => ({
              value: team ?? "none",
              label: team === null ? "No team" : shortRef(team),
              count,
            }))}
            onChange={(team) => {
              onView(team === undefined ? {} : { team });
            }}
          />
        )}
        <Legend />
      </div>
      {shown.isPending && <Skeleton label="Loading the heat map" lines={8} />}
      {shown.isError && <ErrorPanel error={shown.error} onRetry={() => void shown.refetch()} />}
      {shown.isSuccess && rows.length === 0 && (
        <EmptyState title="It covers nothing here.">
          Its filter says what it covers: <code className="mono">towpath scorecard get {scorecard.name}</code>
        </EmptyState>
      )}
      {columns !== undefined && rows.length > 0 && (
        <HeatTable
          label={`${scorecard.title} by ${view.by === "team" ? "team" : "component"}`}
          headings={view.by === "team" ? ["Team", "Components", "Levels"] : ["Component", "Team", "Level"]}
          columns={columns}
          rows={rows}
          onChoose={({ id }, row) => {
            const team = view.by === "team" ? row?.key : view.team;
            onChoose({
              check: id,
              ...(team === undefined ? {} : { team }),
              ...(row === undefined || view.by === "team" ? {} : { entity: row.key }),
            });
          }}
        />
      )}
      {view.by !== "team" && entities.hasNextPage && (
        <Button
          size="xs"
          variant="default"
          loading={entities.isFetchingNextPage}
          onClick={() => void entities.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </>
  );
}

function total({ pass, fail, unknown, waived }: Counts): number {
  return pass + fail + unknown + waived;
}

function toneOf(counts: Counts): string {
  if (counts.pass + counts.waived === total(counts)) return "pass";
  return counts.fail > 0 ? "fail" : "unknown";
}

interface EntityLinkProps {
  entity: string;
  title: string;
}

function EntityLink({ entity, title }: EntityLinkProps) {
  const [kind = "", rest = ""] = entity.split(":");
  const [namespace = "", name = ""] = rest.split("/");
  return (
    <Link to="/catalog/$kind/$namespace/$name" params={{ kind, namespace, name }} search={{ tab: "standards" }}>
      <bdi>{title}</bdi>
    </Link>
  );
}

function Legend() {
  return (
    <p className="scorecard-legend">
      {(["pass", "fail", "unknown", "waived"] as const).map((outcome) => (
        <OutcomeMark key={outcome} outcome={outcome} hasLabel />
      ))}
    </p>
  );
}
