import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useRoadmapVote, type RoadmapItem } from "./roadmap.queries";
import { VoteButton } from "./VoteButton";
import { RelativeTime } from "@/shared/ui/Time";

interface RoadmapCardProps {
  item: RoadmapItem;
  /** Somebody was led to this one. */
  isMarked: boolean;
  /** It shipped since the person last looked. */
  isNew: boolean;
  /** Absent for those who may not. */
  onMove?: () => void;
}

/** One item: what, why, how many it matters to, and what led to it. */
export function RoadmapCard({ item, isMarked, isNew, onMove }: RoadmapCardProps) {
  const vote = useRoadmapVote();
  const card = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isMarked) card.current?.scrollIntoView({ block: "nearest" });
  }, [isMarked]);

  return (
    <article ref={card} className="voice-card panel" data-marked={isMarked || undefined} aria-label={item.title}>
      <VoteButton
        votes={item.votes}
        hasVoted={item.voted}
        about={item.title}
        onVote={(isFor) => {
          vote.mutate({ id: item.id, isFor });
        }}
      />
      <div className="voice-body">
        <h3 dir="auto">
          {item.title} {isNew && <span className="voice-new">new</span>}
        </h3>
        {item.note !== null && (item.stage === "shipped" || item.stage === "dropped") && (
          <p className="voice-text" dir="auto">
            {item.note}
          </p>
        )}
        <p className={item.note === null ? "voice-text" : "voice-text soft"} dir="auto">
          {item.why}
        </p>
        <p className="voice-facts">
          {item.shippedAt !== null && (
            <span>
              shipped <RelativeTime at={item.shippedAt} />
            </span>
          )}
          {item.feedback > 0 && (
            <Link to="/feedback" search={{ roadmap: item.id }}>
              {item.feedback === 1 ? "1 voice led to it" : `${String(item.feedback)} voices led to it`}
            </Link>
          )}
          {item.capability !== null && <code className="mono clip">{item.capability}</code>}
          {onMove !== undefined && (
            <Button size="compact-xs" variant="default" onClick={onMove}>
              Move
            </Button>
          )}
        </p>
      </div>
    </article>
  );
}
