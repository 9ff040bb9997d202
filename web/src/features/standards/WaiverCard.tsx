import { Button } from "@mantine/core";
import { Mark } from "./Mark";
import { useDecideWaiver, useEndWaiver, type Waiver } from "./standards.queries";
import { waiverWords } from "./words";
import { shortRef } from "@/shared/lib/refs";
import { Decision } from "@/shared/ui/Decision";
import { RelativeTime } from "@/shared/ui/Time";
import { FormError } from "@/shared/ui/Setting";

interface WaiverCardProps {
  waiver: Waiver;
}

/** An exception: of what, for what, why, what is done instead, and until when. */
export function WaiverCard({ waiver }: WaiverCardProps) {
  const decide = useDecideWaiver(waiver.id);
  const end = useEndWaiver(waiver.id);
  return (
    <article className="panel guardrails-finding" aria-label={`Waiver of ${waiver.title}`}>
      <header>
        <h2>{waiver.title}</h2>
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
      {waiver.mayDecide && (
        <Decision
          className="guardrails-buttons"
          label="Approve"
          longest={2000}
          pending={decide.isPending ? decide.variables.approve : undefined}
          onDecide={(approve, comment) => {
            decide.mutate({ approve, comment });
          }}
        />
      )}
      {waiver.mayEnd && !waiver.mayDecide && (
        <div className="guardrails-buttons">
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
        </div>
      )}
    </article>
  );
}
