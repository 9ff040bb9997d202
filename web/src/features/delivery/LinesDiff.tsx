import { addedLines, stretches } from "./addedLines";
import "./additions.css";

interface LinesDiffProps {
  before: string;
  after: string;
}

const around = 2;

/** The lines of a text that changed, with a few around them. */
export function LinesDiff({ before, after }: LinesDiffProps) {
  return (
    <div className="addition-diff mono">
      {stretches(addedLines(before, after), around).map((stretch, index) => (
        <ol key={index}>
          {stretch.map((line, at) => (
            <li key={at} data-mark={line.mark}>
              <span className="addition-number" aria-hidden>
                {line.number}
              </span>
              {line.mark !== "same" && (
                <span className="visually-hidden">{line.mark === "added" ? "added: " : "removed: "}</span>
              )}
              <span className="addition-line">{line.text}</span>
            </li>
          ))}
        </ol>
      ))}
    </div>
  );
}
