import { Button, NumberInput, Textarea } from "@mantine/core";
import { useState } from "react";
import { useRequestWaiver } from "./standards.queries";
import { shortRef } from "@/shared/lib/refs";
import { Dialog } from "@/shared/ui/Dialog";
import { sayEcho } from "@/shared/ui/echo";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import "@/shared/ui/mantine-inputs.css";
import "./standards.css";

export interface WaiverDialogProps {
  /** The policy or check, as a typed reference. */
  target: string;
  /** What people call it. */
  title: string;
  /** The entity it is for. */
  subject: string;
  /** Absent for every environment. */
  environment?: string | undefined;
  onClose: () => void;
}

/** Asks for an exception: why, what is done instead, and until when. */
export function WaiverDialog({ target, title, subject, environment, onClose }: WaiverDialogProps) {
  const [reason, setReason] = useState("");
  const [control, setControl] = useState("");
  const [days, setDays] = useState<number | string>(7);
  const ask = useRequestWaiver();

  return (
    <Dialog isOpen onClose={onClose} title={`Waive “${title}”`}>
      <form
        className="guardrails-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (ask.isPending) return;
          ask.mutate(
            {
              target,
              subject,
              ...(environment === undefined ? {} : { environment }),
              reason,
              control,
              days: Number(days),
            },
            {
              onSuccess: () => {
                onClose();
                sayEcho({
                  text: "Asked. It counts once a second person agreed.",
                  link: { label: "Guardrails", to: "/guardrails" },
                });
              },
            },
          );
        }}
      >
        <p className="soft">
          For {shortRef(subject)}
          {environment === undefined ? "" : ` in ${environment}`}. It ends by itself.
        </p>
        <Textarea
          label="Why"
          data-autofocus
          required
          rows={3}
          maxLength={2000}
          value={reason}
          onChange={(event) => {
            setReason(event.currentTarget.value);
          }}
        />
        <Textarea
          label="What is done instead"
          description="What keeps the risk small meanwhile."
          required
          rows={2}
          maxLength={2000}
          value={control}
          onChange={(event) => {
            setControl(event.currentTarget.value);
          }}
        />
        <NumberInput label="Days" min={1} max={365} required hideControls value={days} onChange={setDays} />
        {ask.isError && <ErrorPanel error={ask.error} />}
        <div className="guardrails-buttons">
          <Button type="submit" size="xs" loading={ask.isPending}>
            Request waiver
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
