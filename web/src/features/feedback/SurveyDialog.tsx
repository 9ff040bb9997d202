import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { surveyKindLabels, useCreateSurvey, type Survey } from "./surveys.queries";
import { Dialog } from "@/shared/ui/Dialog";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import "@/shared/ui/mantine-inputs.css";

interface SurveyDialogProps {
  onCreated: (id: string) => void;
  onClose: () => void;
}

const kinds = ["baseline", "quarterly", "first-deployment"] as const;
const leastK = 5;

/** Writes a draft, with the questions of its kind. */
export function SurveyDialog({ onCreated, onClose }: SurveyDialogProps) {
  const [kind, setKind] = useState<Survey["kind"]>("baseline");
  const [title, setTitle] = useState("");
  const [k, setK] = useState(String(leastK));
  const create = useCreateSurvey();

  return (
    <Dialog isOpen onClose={onClose} title="New survey">
      <form
        className="voice-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (create.isPending) return;
          create.mutate(
            { kind, k: Number(k), ...(title.trim() === "" ? {} : { title }) },
            {
              onSuccess: ({ id }) => {
                onClose();
                onCreated(id);
              },
            },
          );
        }}
      >
        <NativeSelect
          label="Kind"
          data-autofocus
          data={kinds.map((value) => ({ value, label: surveyKindLabels[value] }))}
          value={kind}
          onChange={(event) => {
            setKind(kinds.find((each) => each === event.currentTarget.value) ?? "baseline");
          }}
        />
        <TextInput
          label="Title"
          description="May stay empty: the kind has one."
          maxLength={120}
          value={title}
          onChange={(event) => {
            setTitle(event.currentTarget.value);
          }}
        />
        <TextInput
          label="Smallest group shown"
          description="At least 5. It cannot be changed once the survey is open."
          type="number"
          min={leastK}
          max={100}
          required
          value={k}
          onChange={(event) => {
            setK(event.currentTarget.value);
          }}
        />
        {create.isError && <ErrorPanel error={create.error} />}
        <div className="voice-buttons">
          <Button type="submit" size="xs" loading={create.isPending}>
            Write it
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
