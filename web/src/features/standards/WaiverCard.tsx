import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { Mark } from "./Mark";
import { useDecideWaiver, useEndWaiver, type Waiver } from "./standards.queries";
import { waiverWords } from "./words";
import { shortRef } from "@/shared/lib/refs";
import { RelativeTime } from "@/shared/ui/Time";
import { FormError } from "@/shared/ui/Setting";
import "@/shared/ui/mantine-inputs.css";

interface WaiverCardProps {
  waiver: Waiver;
}

/** An exception: of what, for what, why, what is done instead, and until when. */
export function WaiverCard({ waiver }: WaiverCardProps) {
  const decide = useDecideWaiver(waiver.id);
  const end = useEndWaiver(waiver.id);
  const [comment, setComment] = useState<string>();
  return (
    <article className="panel standards-finding" aria-label={`Waiver of ${waiver.title}`}>
      <header>
        <h3>{waiver.title}</h3>
        <Mark {...waiverWords[waiver.state]} />
        <small className="soft">
          for {shortRef(waiver.subject)}
          {waiver.environment === null ? "" : ` in ${waiver.environment}`}
        </small>
      </header>
      <p dir="auto">{waiver.reason}</p>
      <p className="soft" dir="auto">
        Instead: {waiver.control}
      </p>
      <p className="soft">
        Asked for by {shortRef(waiver.requestedBy)} <RelativeTime at={waiver.requestedAt} />
        {waiver.decidedBy !== null && `, decided by ${shortRef(waiver.decidedBy)}`}. Ends{" "}
        <RelativeTime at={waiver.expiresAt} />.
      </p>
      {waiver.comment !== null && <p dir="auto">“{waiver.comment}”</p>}
      {waiver.state === "requested" && waiver.whyNot !== null && <p className="soft">{waiver.whyNot}</p>}
      <FormError error={decide.error ?? end.error} />
      {comment !== undefined && (
        <form
          className="standards-buttons"
          onSubmit={(event) => {
            event.preventDefault();
            decide.mutate({ approve: false, comment });
          }}
        >
          <TextInput
            aria-label="Why not"
            placeholder="Why not"
            required
            autoFocus
            value={comment}
            onChange={(event) => {
              setComment(event.currentTarget.value);
            }}
          />
          <Button type="submit" size="xs" color="red" loading={decide.isPending}>
            Reject
          </Button>
        </form>
      )}
      <div className="standards-buttons">
        {waiver.mayDecide && comment === undefined && (
          <>
            <Button
              size="xs"
              loading={decide.isPending}
              onClick={() => {
                decide.mutate({ approve: true });
              }}
            >
              Approve
            </Button>
            <Button
              size="xs"
              variant="default"
              onClick={() => {
                setComment("");
              }}
            >
              Reject …
            </Button>
          </>
        )}
        {waiver.mayEnd && (
          <Button
            size="xs"
            variant="default"
            loading={end.isPending}
            onClick={() => {
              end.mutate(undefined);
            }}
          >
            {waiver.state === "requested" ? "Take back" : "End now"}
          </Button>
        )}
      </div>
    </article>
  );
}
