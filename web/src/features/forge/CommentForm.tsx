import { Button, Textarea } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useComment, type ChangePlace, type Side } from "./changes.queries";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import "@/shared/ui/mantine-inputs.css";
import "./changes.css";

interface CommentFormProps {
  place: ChangePlace;
  label: string;
  /** What the button does: "Comment". */
  action: string;
  /** The thread it answers. */
  thread?: string;
  /** The line it is about. */
  line?: { path: string; side: Side; line: number };
  /** Only a button until it is asked for. */
  isFolded?: boolean;
  /** Offers to give up; called also after it was sent. */
  onDone?: () => void;
}

export function CommentForm({ place, label, action, thread, line, isFolded = false, onDone }: CommentFormProps) {
  const [body, setBody] = useState("");
  const [isOpen, setIsOpen] = useState(!isFolded);
  const comment = useComment(place);
  const field = useRef<HTMLTextAreaElement>(null);
  const canGiveUp = isFolded || onDone !== undefined;

  // What was opened by a key or a button is where one goes on.
  useEffect(() => {
    if (isOpen && canGiveUp) field.current?.focus();
  }, [isOpen, canGiveUp]);

  function done() {
    setBody("");
    setIsOpen(!isFolded);
    onDone?.();
  }

  if (!isOpen)
    return (
      <Button
        size="xs"
        variant="default"
        onClick={() => {
          setIsOpen(true);
        }}
      >
        {action}
      </Button>
    );
  return (
    <form
      className="comment-form"
      onSubmit={(event) => {
        event.preventDefault();
        comment.mutate({ body, ...(thread === undefined ? {} : { thread }), ...line }, { onSuccess: done });
      }}
    >
      <Textarea
        aria-label={label}
        placeholder={label}
        rows={3}
        value={body}
        ref={field}
        onKeyDown={(event) => {
          if (event.key === "Escape" && canGiveUp) done();
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
        }}
        onChange={(event) => {
          setBody(event.currentTarget.value);
        }}
      />
      {comment.isError && <ErrorPanel error={comment.error} />}
      <div className="form-actions">
        <Button type="submit" size="xs" disabled={body.trim() === ""} loading={comment.isPending}>
          {action}
        </Button>
        {canGiveUp && (
          <Button size="xs" variant="default" onClick={done}>
            Cancel
          </Button>
        )}
      </div>
    </form>
  );
}
