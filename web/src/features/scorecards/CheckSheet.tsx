import { Button } from "@mantine/core";
import { useState } from "react";
import { CampaignForm } from "./CampaignForm";
import { Evidence } from "./Evidence";
import { FixText } from "./FixText";
import { OutcomeMark } from "./Outcomes";
import { useStandings, type Scorecard, type ScorecardCheck } from "./scorecards.queries";
import { shortRef } from "@/shared/lib/refs";
import { Dialog } from "@/shared/ui/Dialog";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Skeleton } from "@/shared/ui/Skeleton";
import { RelativeTime } from "@/shared/ui/Time";

interface CheckSheetProps {
  scorecard: Scorecard;
  check: ScorecardCheck;
  /** The row it was chosen in; undefined for the whole column. */
  entity: string | undefined;
  /** The team looked at: a group, "none", or undefined for all. */
  team: string | undefined;
  permissions: readonly string[];
  onClose: () => void;
}

/** A check: why it is asked for, how to make it pass, and what it says about one entity. */
export function CheckSheet({ scorecard, check, entity, team, permissions, onClose }: CheckSheetProps) {
  const [isRaising, setIsRaising] = useState(false);
  if (isRaising)
    return (
      <Dialog isOpen isWide onClose={onClose} title="Start a campaign">
        <CampaignForm scorecard={scorecard} check={check} team={team === "none" ? undefined : team} onDone={onClose} />
      </Dialog>
    );
  return (
    <Dialog isOpen isWide onClose={onClose} title={check.title}>
      <div className="check-sheet">
        <p className="soft">
          {scorecard.title} · {check.level}
        </p>
        {check.why !== null && <p dir="auto">{check.why}</p>}
        {entity !== undefined && <EntityResult scorecard={scorecard.name} check={check.id} entity={entity} />}
        <h3>How to fix it</h3>
        <FixText text={check.fix} />
        {permissions.includes("campaign.start") && (
          <div className="check-actions">
            <Button
              size="xs"
              onClick={() => {
                setIsRaising(true);
              }}
            >
              Start a campaign
            </Button>
          </div>
        )}
        {check.pass !== null && (
          <details>
            <summary>The expression</summary>
            <pre className="mono">{check.pass}</pre>
          </details>
        )}
      </div>
    </Dialog>
  );
}

interface EntityResultProps {
  scorecard: string;
  check: string;
  entity: string;
}

function EntityResult({ scorecard, check, entity }: EntityResultProps) {
  const standings = useStandings(entity);
  const result = standings.data?.items
    .find((each) => each.scorecard === scorecard)
    ?.checks.find(({ id }) => id === check);
  return (
    <section className="check-result" aria-label={shortRef(entity)}>
      <h3>
        <bdi>{standings.data?.title ?? shortRef(entity)}</bdi>
      </h3>
      {standings.isPending && <Skeleton label="Loading the result" lines={2} />}
      {standings.isError && <ErrorPanel error={standings.error} onRetry={() => void standings.refetch()} />}
      {result !== undefined && (
        <>
          <p>
            <OutcomeMark outcome={result.outcome} hasLabel /> since <RelativeTime at={result.since} />
            {result.reason !== null && <> · {result.reason}</>}
          </p>
          <Evidence evidence={result.evidence} />
        </>
      )}
    </section>
  );
}
