import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { Part } from "./deploymentGraph";
import { StateMark } from "@/shared/ui/StateMark";
import { Duration } from "@/shared/ui/Time";
import "./deployment.css";

interface PartListProps {
  parts: Part[];
  /** The run that sees to them. */
  run: string;
  /** The one that was chosen in the graph. */
  selected: string | undefined;
}

/** What the graph shows, as a list: each resource with what makes it, then the workload. */
export function PartList({ parts, run, selected }: PartListProps) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    if (selected === undefined) return;
    // A definition has no row of its own: those of what it makes are marked.
    list.current?.querySelector("[data-chosen]")?.scrollIntoView({ block: "nearest" });
  }, [selected]);
  return (
    <ul ref={list} className="panel part-list" aria-label="What it stands on, as a list">
      {parts
        .filter(({ kind }) => kind !== "definition")
        .map((part) => (
          <li
            key={part.key}
            data-chosen={part.key === selected || `definition/${part.definition ?? ""}` === selected || undefined}
          >
            <StateMark state={part.state ?? ""} size={18} />
            <span className="row-text">
              <span className="row-title">{part.title}</span>
              <span className="row-note">{part.kind === "workload" ? "the workload" : (part.id ?? "a resource")}</span>
            </span>
            <Made part={part} />
            <span className="soft part-time">
              {part.node !== undefined && <Duration from={part.node.startedAt} to={part.node.finishedAt} />}
            </span>
            {part.node === undefined ? (
              <span />
            ) : (
              <Link
                className="text-link"
                to="/runs/$id"
                params={{ id: run }}
                search={{ node: part.node.key }}
                aria-label={`Log of ${part.title}`}
              >
                Log
              </Link>
            )}
          </li>
        ))}
    </ul>
  );
}

interface MadeProps {
  part: Part;
}

function Made({ part: { kind, definition = "", resource, node } }: MadeProps) {
  const drift = resource?.drift ?? "";
  const waitsFor = node?.waitingReason ?? "";
  const [name = "", version = ""] = definition.split("@");
  const problem = node?.error?.message ?? "";
  return (
    <span className="part-made">
      {kind === "resource" && definition === "" && <span className="soft">what makes it is not known yet</span>}
      {definition !== "" && (
        <span>
          by{" "}
          <Link className="text-link" to="/resource-definitions/$name" params={{ name }}>
            {name}
          </Link>{" "}
          version {version}
          {resource !== undefined && (
            <>
              , driver <code className="mono">{resource.driver}</code>
            </>
          )}
        </span>
      )}
      {drift !== "" && <span className="resource-drift">Not as it was made: {drift}</span>}
      {waitsFor !== "" && <span className="soft">{waitsFor}</span>}
      {problem !== "" && <span className="part-problem">{problem}</span>}
    </span>
  );
}
