import { addressDrivers } from "./cells";
import type { MatrixCell } from "./delivery.queries";
import { sleepWord } from "./sleepWords";

interface PlaceFactsProps {
  component: string;
  cell: MatrixCell;
}

/** How a component is in an environment, what runs it, and what made each thing it stands on. */
export function PlaceFacts({ component, cell }: PlaceFactsProps) {
  const state = sleepWord(cell.state) ?? cell.state;
  const parts = cell.resources.filter(({ driver }) => !addressDrivers.has(driver));
  return (
    <>
      <span className="place-where faint">{cell.runtime === "" ? state : `${state} with ${cell.runtime}`}</span>
      {parts.length > 0 && (
        <ul className="place-parts" aria-label={`What ${component} in ${cell.name} stands on`}>
          {parts.map((part) => (
            <li key={`${part.type} ${part.name}`} title={`${part.type}, made by ${part.definition}: ${part.state}`}>
              {part.name} <span className="faint">{part.driver}</span>
              {part.state !== "active" && <span className="place-lag"> {part.state}</span>}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
