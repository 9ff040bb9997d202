import { Button, NativeSelect, Textarea } from "@mantine/core";
import { useState } from "react";
import { stageLabels, useChangeRoadmap, type RoadmapItem, type RoadmapStage } from "./roadmap.queries";
import { Dialog } from "@/shared/ui/Dialog";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import "@/shared/ui/mantine-inputs.css";

interface MoveDialogProps {
  item: RoadmapItem;
  onClose: () => void;
}

const stages: RoadmapStage[] = ["now", "next", "later", "shipped", "dropped"];

/** Moves an item of the roadmap, with the words that go along. */
export function MoveDialog({ item, onClose }: MoveDialogProps) {
  const [stage, setStage] = useState<RoadmapStage>(item.stage);
  const [note, setNote] = useState(item.note ?? "");
  const change = useChangeRoadmap();
  const needsNote = stage === "shipped" || stage === "dropped";

  return (
    <Dialog isOpen onClose={onClose} title={`Move: ${item.title}`}>
      <form
        className="voice-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (change.isPending) return;
          change.mutate({ id: item.id, stage, ...(needsNote ? { note } : {}) }, { onSuccess: onClose });
        }}
      >
        <NativeSelect
          label="To"
          data={stages.map((value) => ({ value, label: stageLabels[value] }))}
          value={stage}
          onChange={(event) => {
            setStage(stages.find((each) => each === event.currentTarget.value) ?? item.stage);
          }}
        />
        {needsNote && (
          <Textarea
            label={stage === "shipped" ? "What is new" : "Why not"}
            description={
              stage === "shipped" ? "The release note, as people read it." : "Whoever waits for it reads it."
            }
            rows={4}
            maxLength={4000}
            required
            value={note}
            onChange={(event) => {
              setNote(event.currentTarget.value);
            }}
          />
        )}
        <p className="soft voice-note">Everybody who voted for it, or for feedback that led to it, is told once.</p>
        {change.isError && <ErrorPanel error={change.error} />}
        <div className="voice-buttons">
          <Button type="submit" size="xs" loading={change.isPending} disabled={stage === item.stage && !needsNote}>
            {stage === "shipped" ? "Ship it" : "Move"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
