import { Button } from "@mantine/core";
import { useState } from "react";

/** What a button says, and its name for those who do not see what it stands beside. */
interface Words {
  text: string;
  name: string;
}

interface SureButtonProps {
  first: Words;
  /** Says what goes with it: "Delete with all it received". */
  second: Words;
  isPending: boolean;
  onSure: () => void;
}

/** A small button for what cannot be taken back: it asks once more before it does it. */
export function SureButton({ first, second, isPending, onSure }: SureButtonProps) {
  const [isAsked, setIsAsked] = useState(false);
  const { text, name } = isAsked ? second : first;
  return (
    <Button
      size="compact-xs"
      variant={isAsked ? "filled" : "default"}
      {...(isAsked ? { color: "red" } : {})}
      loading={isPending}
      aria-label={name}
      onClick={() => {
        if (isAsked) onSure();
        setIsAsked(!isAsked);
      }}
    >
      {text}
    </Button>
  );
}
