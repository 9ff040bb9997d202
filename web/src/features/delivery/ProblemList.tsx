import type { DefinitionCheck } from "./definitions.queries";
import "./definitions.css";

interface ProblemListProps {
  id: string;
  /** Undefined while it is looked at. */
  check: DefinitionCheck | undefined;
  onGo: (line: number, column: number) => void;
}

/** What is wrong with a text; a press leads to the place. */
export function ProblemList({ id, check, onGo }: ProblemListProps) {
  const problems = check?.problems ?? [];
  return (
    <div id={id} role="status" className="definition-problems">
      <p className={problems.length === 0 ? "soft" : undefined}>
        {check === undefined
          ? "Looking at it…"
          : problems.length === 0
            ? "Nothing is wrong with it."
            : problems.length === 1
              ? "1 thing is wrong:"
              : `${String(problems.length)} things are wrong:`}
      </p>
      {problems.length > 0 && (
        <ul>
          {problems.map(({ line, column, pointer, message }, index) => (
            <li key={index}>
              <button
                type="button"
                onClick={() => {
                  onGo(line, column);
                }}
              >
                Line {line}, column {column}
              </button>{" "}
              <span className="definition-problem">{message}</span>{" "}
              {pointer !== "" && <code className="mono soft">{pointer}</code>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
