import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { allAreas, type Area } from "../areas";
import { tours, type Stop } from "./tours";
import { useKeys } from "@/shared/lib/keys";
import "./learn.css";

interface TourPanelProps {
  id: string;
  onEnd: () => void;
}

interface ReachableStop extends Stop {
  to: Area["to"];
}

/** A tour, stop by stop; it can be left at any time and covers nothing that is needed. */
export function TourPanel({ id, onEnd }: TourPanelProps) {
  const [at, setAt] = useState(0);
  const navigate = useNavigate();
  const panel = useRef<HTMLElement>(null);
  const tour = tours.find((each) => each.id === id);
  const stops = (tour?.stops ?? []).flatMap((stop): ReachableStop[] => {
    const area = allAreas.find(({ label }) => label === stop.area);
    return area === undefined ? [] : [{ ...stop, to: area.to }];
  });
  const stop = stops[at];
  const to = stop?.to;

  useEffect(() => {
    if (to === undefined) return;
    void navigate({ to }).then(() => {
      panel.current?.focus();
    });
  }, [navigate, to]);

  useKeys({ Escape: onEnd });

  if (tour === undefined || stop === undefined) return null;
  const isLast = at === stops.length - 1;
  return (
    <aside ref={panel} className="tour" tabIndex={-1} aria-label={`Tour: ${tour.title}`}>
      <p className="tour-count">
        {tour.title}, {at + 1} of {stops.length}
      </p>
      <h2>{stop.title}</h2>
      <p>{stop.text}</p>
      <div className="tour-buttons">
        <Button size="xs" variant="subtle" color="gray" onClick={onEnd}>
          {isLast ? "Close" : "Skip the tour"}
        </Button>
        {at > 0 && (
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              setAt(at - 1);
            }}
          >
            Back
          </Button>
        )}
        {!isLast && (
          <Button
            size="xs"
            onClick={() => {
              setAt(at + 1);
            }}
          >
            Next
          </Button>
        )}
      </div>
    </aside>
  );
}
