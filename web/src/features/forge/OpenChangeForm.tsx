import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useOpenChange } from "./changes.queries";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import "@/shared/ui/mantine-inputs.css";
import "./changes.css";

interface OpenChangeFormProps {
  repository: string;
  target: string;
  /** Branches a change may come from. */
  branches: string[];
  onOpened: (number: number) => void;
}

/** Makes a change of a branch. Absent where there is no branch besides the default one. */
export function OpenChangeForm({ repository, target, branches, onOpened }: OpenChangeFormProps) {
  const open = useOpenChange(repository);
  const [isOpen, setIsOpen] = useState(false);
  const [source, setSource] = useState(branches[0] ?? "");
  const [title, setTitle] = useState("");
  const [description, setDescription] = useState("");
  if (branches.length === 0) return null;
  if (!isOpen)
    return (
      <Button
        size="xs"
        variant="default"
        onClick={() => {
          setIsOpen(true);
        }}
      >
        Open a change
      </Button>
    );
  return (
    <form
      className="comment-form"
      aria-label="Open a change"
      onSubmit={(event) => {
        event.preventDefault();
        open.mutate(
          { title, description, source, target },
          {
            onSuccess: (change) => {
              onOpened(change.number);
            },
          },
        );
      }}
    >
      <NativeSelect
        label={`Branch to take into ${target}`}
        data={branches}
        value={source}
        onChange={(event) => {
          setSource(event.currentTarget.value);
        }}
      />
      <TextInput
        label="Title"
        required
        maxLength={200}
        value={title}
        onChange={(event) => {
          setTitle(event.currentTarget.value);
        }}
      />
      <Textarea
        label="Description"
        rows={3}
        value={description}
        onChange={(event) => {
          setDescription(event.currentTarget.value);
        }}
      />
      {open.isError && <ErrorPanel error={open.error} />}
      <div className="form-actions">
        <Button type="submit" size="xs" disabled={title.trim() === ""} loading={open.isPending}>
          Open the change
        </Button>
        <Button
          size="xs"
          variant="default"
          onClick={() => {
            setIsOpen(false);
          }}
        >
          Cancel
        </Button>
      </div>
    </form>
  );
}
