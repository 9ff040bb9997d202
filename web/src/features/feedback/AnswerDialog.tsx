import { Button, NativeSelect, Textarea } from "@mantine/core";
import { useState } from "react";
import { statusLabels, useTriage, type Feedback } from "./feedback.queries";
import { stageLabels, useRoadmap } from "./roadmap.queries";
import { Dialog } from "@/shared/ui/Dialog";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import "@/shared/ui/mantine-inputs.css";

interface AnswerDialogProps {
  item: Feedback;
  onClose: () => void;
}

/** The platform team's answer: words, what becomes of it, and where it leads. */
export function AnswerDialog({ item, onClose }: AnswerDialogProps) {
  const [answer, setAnswer] = useState(item.answer ?? "");
  const [status, setStatus] = useState<Feedback["status"]>(item.status === "new" ? "answered" : item.status);
  const [roadmap, setRoadmap] = useState(item.roadmap ?? "");
  const triage = useTriage();
  const plans = useRoadmap();

  return (
    <Dialog isOpen onClose={onClose} title="Answer">
      <form
        className="voice-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (triage.isPending) return;
          const links = roadmap === (item.roadmap ?? "") ? {} : { roadmap };
          // What leads to the roadmap follows it, unless something else was chosen.
          const decided = "roadmap" in links && roadmap !== "" && status === "answered" ? {} : { status };
          triage.mutate({ id: item.id, answer, ...decided, ...links }, { onSuccess: onClose });
        }}
      >
        <p className="voice-quote" dir="auto">
          {item.text}
        </p>
        <Textarea
          label="Your answer"
          description="Whoever sent it, and everybody it matters to, is told."
          data-autofocus
          rows={4}
          maxLength={4000}
          value={answer}
          onChange={(event) => {
            setAnswer(event.currentTarget.value);
          }}
        />
        <NativeSelect
          label="What becomes of it"
          data={Object.entries(statusLabels).map(([value, label]) => ({ value, label }))}
          value={status}
          onChange={(event) => {
            const chosen = event.currentTarget.value;
            for (const each of ["new", "planned", "shipped", "declined", "answered"] as const)
              if (each === chosen) setStatus(each);
          }}
        />
        <NativeSelect
          label="Leads to"
          data={[
            { value: "", label: "Nothing on the roadmap" },
            ...(plans.data?.items ?? []).map(({ id, title, stage }) => ({
              value: id,
              label: `${title} (${stageLabels[stage].toLowerCase()})`,
            })),
          ]}
          value={roadmap}
          onChange={(event) => {
            setRoadmap(event.currentTarget.value);
          }}
        />
        {triage.isError && <ErrorPanel error={triage.error} />}
        <div className="voice-buttons">
          <Button type="submit" size="xs" loading={triage.isPending}>
            Save the answer
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
