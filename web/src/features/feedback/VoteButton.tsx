import { IconChevronUp } from "@/shared/ui/icons";

interface VoteButtonProps {
  votes: number;
  hasVoted: boolean;
  /** What the vote is for. */
  about: string;
  onVote: (isFor: boolean) => void;
}

/** One vote a person; pressing it again takes it back. */
export function VoteButton({ votes, hasVoted, about, onVote }: VoteButtonProps) {
  return (
    <button
      type="button"
      className="vote"
      aria-pressed={hasVoted}
      aria-label={`Matters to me, too: ${about}. ${String(votes)} ${votes === 1 ? "vote" : "votes"}`}
      title={hasVoted ? "Take your vote back" : "Matters to me, too"}
      onClick={() => {
        onVote(!hasVoted);
      }}
    >
      <IconChevronUp size={15} stroke={2} aria-hidden />
      <span className="tabular">{votes.toLocaleString("en")}</span>
    </button>
  );
}
