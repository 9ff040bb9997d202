import { ActionIcon, Button, Menu } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState, type DragEvent } from "react";
import type { Deed, Environment, MatrixCell, MatrixRow } from "./delivery.queries";
import { cellOf, columnsOf, nextOf, previewsOf, type Pair } from "./cells";
import { PlaceFacts } from "./PlaceFacts";
import { HealthMark } from "@/shared/ui/HealthMark";
import { IconArrowRight, IconDots } from "@/shared/ui/icons";
import { Owner } from "@/shared/ui/Owner";
import { RelativeTime } from "@/shared/ui/Time";

interface MatrixProps {
  rows: MatrixRow[];
  environments: Environment[];
  hasMore: boolean;
  isLoadingMore: boolean;
  onMore: () => void;
  onDeed: (deed: Deed) => void;
  /** A job is to be run there; its command is asked for first. */
  onJob: (place: Place) => void;
  /** A shell is wanted there. */
  onShell: (place: Place) => void;
  /** Credentials of a resource are to be replaced; which one is asked for first. */
  onRotate: (place: Place) => void;
  /** Another number of instances is wanted there; it is asked for first. */
  onScale: (place: Place & { instances: number }) => void;
  /** An environment is to be cloned; its name is asked for first. */
  onClone: (source: { project: string; environment: string }) => void;
  /** What an environment costs is wanted. */
  onCosts: (place: { project: string; environment: string }) => void;
  onPair: (pair: Pair) => void;
  onDelete: (environment: Environment) => void;
}

export interface Place {
  component: string;
  environment: string;
}

/** What is being dragged: a cell, towards the environment it is to be promoted to. */
interface Dragged {
  component: string;
  from: string;
  to: string;
}

export function Matrix({ rows, environments, hasMore, isLoadingMore, onMore, ...actions }: MatrixProps) {
  const [marked, setMarked] = useState<{ component: string; environment: string }>();
  const [dragged, setDragged] = useState<Dragged>();
  const columns = columnsOf(rows, environments);
  const hasPreviews = rows.some((row) => previewsOf(row).length > 0);

  function mark(component: string, environment: string) {
    if (marked?.component !== component || marked.environment === environment) {
      setMarked(
        marked?.component === component && marked.environment === environment ? undefined : { component, environment },
      );
      return;
    }
    const [from = "", to = ""] = [marked.environment, environment].sort(
      (a, b) => columns.indexOf(a) - columns.indexOf(b),
    );
    setMarked(undefined);
    actions.onPair({ component, from, to });
  }

  return (
    <div className="matrix-scroll">
      <table className="matrix">
        <thead>
          <tr>
            <th scope="col">Component</th>
            {columns.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
            {hasPreviews && <th scope="col">Previews</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.component}>
              <th scope="row">
                <Link
                  className="row-title"
                  to="/catalog/$kind/$namespace/$name"
                  params={{ kind: "component", namespace: "default", name: row.component }}
                >
                  {row.component}
                </Link>
                <Owner owner={row.owner} />
              </th>
              {columns.map((name) => {
                const cell = cellOf(row, name);
                const next = nextOf(row, name, columns, environments);
                const isTarget = dragged?.component === row.component && dragged.to === name;
                return (
                  <td
                    key={name}
                    data-target={isTarget || undefined}
                    onDragOver={(event) => {
                      if (isTarget) event.preventDefault();
                    }}
                    onDrop={(event: DragEvent) => {
                      if (!isTarget) return;
                      event.preventDefault();
                      setDragged(undefined);
                      actions.onDeed({ verb: "promote", ...dragged });
                    }}
                  >
                    {cell === undefined || cell.release === "" ? (
                      <span className="faint">{isTarget ? "drop to promote" : "–"}</span>
                    ) : (
                      <Cell
                        row={row}
                        cell={cell}
                        next={next}
                        nextCell={next === undefined ? undefined : cellOf(row, next)}
                        isMarked={marked?.component === row.component && marked.environment === name}
                        onMark={() => {
                          mark(row.component, name);
                        }}
                        onDeed={actions.onDeed}
                        onJob={actions.onJob}
                        onShell={actions.onShell}
                        onRotate={actions.onRotate}
                        onScale={actions.onScale}
                        onClone={actions.onClone}
                        onCosts={actions.onCosts}
                        onDrag={(to) => {
                          setDragged(to === undefined ? undefined : { component: row.component, from: name, to });
                        }}
                      />
                    )}
                  </td>
                );
              })}
              {hasPreviews && (
                <td>
                  <Previews row={row} environments={environments} onDelete={actions.onDelete} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {hasMore && (
        <Button variant="subtle" size="xs" loading={isLoadingMore} onClick={onMore}>
          Show more
        </Button>
      )}
      <p className="matrix-note faint">
        Press two versions of a row to compare them. Drag one to the next environment, or use its arrow, to promote it.
      </p>
    </div>
  );
}

interface CellProps {
  row: MatrixRow;
  cell: MatrixCell;
  next: string | undefined;
  nextCell: MatrixCell | undefined;
  isMarked: boolean;
  onMark: () => void;
  onDeed: (deed: Deed) => void;
  onJob: (place: Place) => void;
  onShell: (place: Place) => void;
  onRotate: (place: Place) => void;
  onScale: (place: Place & { instances: number }) => void;
  onClone: (source: { project: string; environment: string }) => void;
  onCosts: (place: { project: string; environment: string }) => void;
  onDrag: (to: string | undefined) => void;
}

function Cell({ row, cell, next, nextCell, isMarked, onMark, onDeed, onDrag, ...actions }: CellProps) {
  const { onJob, onShell, onRotate, onScale, onClone, onCosts } = actions;
  const { component } = row;
  const environment = cell.name;
  const isAhead = next !== undefined && nextCell?.releaseId !== cell.releaseId && cell.state === "running";
  return (
    // Dragging is the second way: the arrow does the same.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      className="place"
      role="group"
      aria-label={`${component} in ${environment}`}
      data-marked={isMarked || undefined}
      data-behind={(cell.lag ?? 0) > 0 || undefined}
      draggable={isAhead}
      onDragStart={(event) => {
        event.dataTransfer.setData("text/plain", `${component} ${environment}`);
        onDrag(next);
      }}
      onDragEnd={() => {
        onDrag(undefined);
      }}
    >
      <button
        type="button"
        className="place-version mono"
        aria-pressed={isMarked}
        aria-label={`${cell.release} of ${component} in ${environment}: compare`}
        onClick={onMark}
      >
        <HealthMark health={cell.health} reason={cell.healthReason} />
        {cell.release}
        {cell.instances > 1 && (
          <span className="faint" title={`${String(cell.instances)} instances`}>
            ×{cell.instances}
          </span>
        )}
        {(cell.lag ?? 0) > 0 && (
          <span className="place-lag" title={`${String(cell.lag)} releases behind the environment before it`}>
            −{cell.lag}
          </span>
        )}
      </button>
      <span className="place-age faint">{cell.deployedAt !== null && <RelativeTime at={cell.deployedAt} />}</span>
      {cell.lastAttempt === "failed" && cell.lastRun !== null && (
        <Link className="text-link" to="/runs/$id" params={{ id: cell.lastRun }}>
          last attempt failed
        </Link>
      )}
      <span className="place-actions">
        {isAhead && (
          <ActionIcon
            size="sm"
            variant="subtle"
            aria-label={`Promote ${component} to ${next}`}
            title={`Promote to ${next}`}
            onClick={() => {
              onDeed({ verb: "promote", component, from: environment, to: next });
            }}
          >
            <IconArrowRight size={15} />
          </ActionIcon>
        )}
        <Menu position="bottom-end" width={170}>
          <Menu.Target>
            <ActionIcon size="sm" variant="subtle" color="gray" aria-label={`More for ${component} in ${environment}`}>
              <IconDots size={15} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {cell.url !== "" && (
              <Menu.Item component="a" href={cell.url} target="_blank" rel="noreferrer">
                Open
              </Menu.Item>
            )}
            <Menu.Item
              renderRoot={(props) => (
                <Link
                  {...props}
                  to="/catalog/$kind/$namespace/$name"
                  params={{ kind: "component", namespace: "default", name: component }}
                  search={{ tab: "logs", environment }}
                />
              )}
            >
              Logs
            </Menu.Item>
            {cell.deployment !== null && (
              <Menu.Item
                renderRoot={(props) => <Link {...props} to="/deployments/$id" params={{ id: cell.deployment ?? "" }} />}
              >
                What it stands on
              </Menu.Item>
            )}
            <Menu.Item
              renderRoot={(props) => <Link {...props} to="/resources/drift" search={{ component, environment }} />}
            >
              Drift
            </Menu.Item>
            <Menu.Item
              onClick={() => {
                onCosts({ project: row.project, environment });
              }}
            >
              What {environment} costs
            </Menu.Item>
            <Menu.Item
              onClick={() => {
                onDeed({ verb: "restart", component, environment });
              }}
            >
              Restart
            </Menu.Item>
            <Menu.Item
              onClick={() => {
                onScale({ component, environment, instances: cell.instances });
              }}
            >
              Scale
            </Menu.Item>
            <Menu.Item
              onClick={() => {
                onJob({ component, environment });
              }}
            >
              Run a job
            </Menu.Item>
            <Menu.Item
              onClick={() => {
                onShell({ component, environment });
              }}
            >
              Open a shell
            </Menu.Item>
            <Menu.Item
              onClick={() => {
                onRotate({ component, environment });
              }}
            >
              Rotate credentials
            </Menu.Item>
            <Menu.Item
              onClick={() => {
                onClone({ project: row.project, environment });
              }}
            >
              Clone {environment}
            </Menu.Item>
            <Menu.Item
              onClick={() => {
                onDeed({ verb: "rollback", component, environment });
              }}
            >
              Roll back
            </Menu.Item>
            <Menu.Item
              onClick={() => {
                onDeed({ verb: "stop", component, environment });
              }}
            >
              Stop
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </span>
      <PlaceFacts component={component} cell={cell} />
    </div>
  );
}

interface PreviewsProps {
  row: MatrixRow;
  environments: Environment[];
  onDelete: (environment: Environment) => void;
}

function Previews({ row, environments, onDelete }: PreviewsProps) {
  return (
    <ul className="previews">
      {previewsOf(row).map((preview) => {
        const environment = environments.find(({ project, name }) => project === row.project && name === preview.name);
        return (
          <li key={preview.name}>
            <HealthMark health={preview.health} reason={preview.healthReason} />
            {preview.url === "" ? (
              preview.name
            ) : (
              <a className="text-link" href={preview.url} target="_blank" rel="noreferrer">
                {preview.name}
              </a>
            )}
            {preview.expiresAt !== null && (
              <span className="faint">
                goes <RelativeTime at={preview.expiresAt} />
              </span>
            )}
            {environment !== undefined && (
              <Button
                size="compact-xs"
                variant="subtle"
                color="gray"
                aria-label={`Delete ${preview.name}`}
                onClick={() => {
                  onDelete(environment);
                }}
              >
                Delete
              </Button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
