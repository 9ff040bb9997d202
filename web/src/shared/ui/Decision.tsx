import { Button } from "@mantine/core";
import { useState } from "react";

interface DecisionProps {
  className: string;
  /** On the button that agrees: "Approve". */
  label: string;
  /** How many characters the words may have. */
  longest?: number;
  onDecide: (approve: boolean, comment: string) => void;
  /** What is under way: agreeing (true) or not. */
  pending: boolean | undefined;
}

/** Yes or no to what was asked, with words. */
export function Decision({ className, label, longest, onDecide, pending }: DecisionProps) {
  const [comment, setComment] = useState("");
  return (
    <div className={className}>
      <input
        className="text-filter"
        placeholder="Comment"
        aria-label="Comment"
        {...(longest === undefined ? {} : { maxLength: longest })}
        value={comment}
        onChange={(event) => {
          setComment(event.currentTarget.value);
        }}
      />
      <Button
        size="xs"
        loading={pending === true}
        onClick={() => {
          onDecide(true, comment);
        }}
      >
        {label}
      </Button>
      <Button
        size="xs"
        variant="default"
        loading={pending === false}
        onClick={() => {
          onDecide(false, comment);
        }}
      >
        Deny
      </Button>
    </div>
  );
}
