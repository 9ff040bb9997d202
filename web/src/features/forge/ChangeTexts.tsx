import { Button, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useEdit, type ChangeDetail, type ChangePlace } from "./changes.queries";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import "@/shared/ui/mantine-inputs.css";
import "./changes.css";

interface ChangeTextsProps {
  change: ChangeDetail;
  place: ChangePlace;
  isEditing: boolean;
  onEditing: (isEditing: boolean) => void;
}

/** What the author says it is for. */
export function ChangeTexts({ change, place, isEditing, onEditing }: ChangeTextsProps) {
  const edit = useEdit(place);
  const [title, setTitle] = useState(change.title);
  const [description, setDescription] = useState(change.description);

  if (!isEditing)
    return (
      <section className="panel change-description" aria-label="Description">
        <p className={change.description === "" ? "said faint" : "said"}>
          {change.description === "" ? "No description." : change.description}
        </p>
        {change.may.edit && (
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              setTitle(change.title);
              setDescription(change.description);
              onEditing(true);
            }}
          >
            Edit
          </Button>
        )}
      </section>
    );
  return (
    <form
      className="panel change-form"
      aria-label="Title and description"
      onSubmit={(event) => {
        event.preventDefault();
        edit.mutate(
          { title, description },
          {
            onSuccess: () => {
              onEditing(false);
            },
          },
        );
      }}
    >
      <TextInput
        label="Title"
        value={title}
        maxLength={200}
        onChange={(event) => {
          setTitle(event.currentTarget.value);
        }}
      />
      <Textarea
        label="Description"
        value={description}
        rows={3}
        onChange={(event) => {
          setDescription(event.currentTarget.value);
        }}
      />
      {edit.isError && <ErrorPanel error={edit.error} />}
      <div className="form-actions">
        <Button type="submit" size="xs" loading={edit.isPending}>
          Save
        </Button>
        <Button
          size="xs"
          variant="default"
          onClick={() => {
            onEditing(false);
          }}
        >
          Cancel
        </Button>
      </div>
    </form>
  );
}
