import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Feedback } from "./feedback.queries";
import { stageLabels, useAddToRoadmap } from "./roadmap.queries";
import { Dialog } from "@/shared/ui/Dialog";
import { sayEcho } from "@/shared/ui/echo";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import "@/shared/ui/mantine-inputs.css";

interface RoadmapDialogProps {
  /** What leads to it. */
  feedback?: Feedback;
  onClose: () => void;
}

const stages = ["now", "next", "later"] as const;

/** Puts something on the roadmap. */
export function RoadmapDialog({ feedback, onClose }: RoadmapDialogProps) {
  const [title, setTitle] = useState("");
  const [why, setWhy] = useState(feedback?.text ?? "");
  const [stage, setStage] = useState<(typeof stages)[number]>("next");
  const [capability, setCapability] = useState("");
  const add = useAddToRoadmap();

  return (
    <Dialog isOpen onClose={onClose} title="Put on the roadmap">
      <form
        className="voice-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (add.isPending) return;
          add.mutate(
            {
              title,
              why,
              stage,
              ...(capability === "" ? {} : { capability }),
              feedback: feedback === undefined ? [] : [feedback.id],
            },
            {
              onSuccess: () => {
                onClose();
                sayEcho({ text: `${title} is on the roadmap.`, link: { label: "Roadmap", to: "/roadmap" } });
              },
            },
          );
        }}
      >
        <TextInput
          label="What"
          data-autofocus
          maxLength={120}
          required
          value={title}
          onChange={(event) => {
            setTitle(event.currentTarget.value);
          }}
        />
        <Textarea
          label="Why"
          description="The pain it answers. Everybody reads it."
          rows={4}
          maxLength={4000}
          required
          value={why}
          onChange={(event) => {
            setWhy(event.currentTarget.value);
          }}
        />
        <NativeSelect
          label="When"
          data={stages.map((value) => ({ value, label: stageLabels[value] }))}
          value={stage}
          onChange={(event) => {
            setStage(stages.find((each) => each === event.currentTarget.value) ?? "next");
          }}
        />
        <TextInput
          label="Capability"
          description="What it improves, as a reference; may stay empty."
          placeholder="capability:default/deployments"
          maxLength={120}
          value={capability}
          onChange={(event) => {
            setCapability(event.currentTarget.value);
          }}
        />
        {add.isError && <ErrorPanel error={add.error} />}
        <div className="voice-buttons">
          <Button type="submit" size="xs" loading={add.isPending}>
            Put on the roadmap
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
