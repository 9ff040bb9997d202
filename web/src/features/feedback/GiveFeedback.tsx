import { Button, Checkbox, Textarea } from "@mantine/core";
import { useState } from "react";
import { kindLabels, useSendFeedback, type Feedback } from "./feedback.queries";
import { Dialog } from "@/shared/ui/Dialog";
import { sayEcho } from "@/shared/ui/echo";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Segments } from "@/shared/ui/Segments";
import "@/shared/ui/mantine-inputs.css";
import "./feedback.css";

interface GiveFeedbackProps {
  isOpen: boolean;
  onClose: () => void;
  /** Where the person is. */
  page: string;
  /** Reference of what that page is about. */
  entity: string | undefined;
}

const kinds: { value: Feedback["kind"]; label: string; ask: string }[] = [
  { value: "friction", label: "Friction", ask: "What got in your way?" },
  { value: "idea", label: "Idea", ask: "What would make your work easier?" },
  { value: "problem", label: "Problem", ask: "What does not work as it should?" },
  { value: "question", label: "Question", ask: "What would you like to know?" },
  { value: "praise", label: "Praise", ask: "What should stay as it is?" },
];

/** Takes what somebody wants to say, with the page they say it on. */
export function GiveFeedback({ isOpen, onClose, page, entity }: GiveFeedbackProps) {
  const [kind, setKind] = useState<Feedback["kind"]>("friction");
  const [text, setText] = useState("");
  const [isWithoutName, setIsWithoutName] = useState(false);
  const send = useSendFeedback();
  const ask = kinds.find(({ value }) => value === kind)?.ask ?? "";

  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Give feedback">
      <form
        className="voice-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (send.isPending) return;
          send.mutate(
            { kind, text, page, withoutName: isWithoutName, ...(entity === undefined ? {} : { entity }) },
            {
              onSuccess: () => {
                setText("");
                onClose();
                sayEcho({
                  text: isWithoutName
                    ? `${kindLabels[kind]} sent.`
                    : `${kindLabels[kind]} sent. You will be told what becomes of it.`,
                  link: { label: "Feedback", to: "/feedback" },
                });
              },
            },
          );
        }}
      >
        <Segments label="Kind" segments={kinds} value={kind} onChange={setKind} />
        <Textarea
          label={ask}
          data-autofocus
          autosize={false}
          rows={5}
          maxLength={4000}
          required
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
          }}
        />
        <Checkbox
          size="xs"
          label="Without my name"
          description="It is kept nowhere, so you cannot be told what becomes of it."
          checked={isWithoutName}
          onChange={(event) => {
            setIsWithoutName(event.currentTarget.checked);
          }}
        />
        <p className="soft voice-note">
          About <code className="mono">{entity ?? page}</code>. Everybody signed in sees what you say
          {isWithoutName ? "" : ", with your name"}.
        </p>
        {send.isError && <ErrorPanel error={send.error} />}
        <div className="voice-buttons">
          <Button type="submit" size="xs" loading={send.isPending} disabled={text.trim() === ""}>
            Send
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
