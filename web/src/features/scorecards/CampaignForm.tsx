import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useStartCampaign } from "./campaigns.queries";
import { useTeamHeatMap, type Scorecard, type ScorecardCheck } from "./scorecards.queries";
import { shortRef } from "@/shared/lib/refs";
import { sayEcho } from "@/shared/ui/echo";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import "@/shared/ui/mantine-inputs.css";

interface CampaignFormProps {
  scorecard: Scorecard;
  /** The check it is about. */
  check: ScorecardCheck;
  /** The team looked at; undefined for all. */
  team: string | undefined;
  onDone: () => void;
}

const usualDays = 30;

function dayIn(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

/** Raises a bar. Everything is filled in as it is mostly wanted, so that starting is one press. */
export function CampaignForm({ scorecard, check, team, onDone }: CampaignFormProps) {
  const teams = useTeamHeatMap(scorecard.name);
  const start = useStartCampaign();
  const [title, setTitle] = useState(check.title);
  const [why, setWhy] = useState(check.why ?? "");
  const [isLevel, setIsLevel] = useState(false);
  const [scope, setScope] = useState(team ?? "");
  const [owner, setOwner] = useState(shortRef(check.owner ?? scorecard.owner ?? ""));
  const [due, setDue] = useState(dayIn(usualDays));

  return (
    <form
      className="campaign-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (start.isPending) return;
        start.mutate(
          {
            title,
            why,
            scorecard: scorecard.name,
            owner,
            dueAt: due,
            ...(isLevel ? { level: check.level } : { checks: [check.id] }),
            ...(scope === "" ? {} : { team: scope }),
          },
          {
            onSuccess: () => {
              onDone();
              sayEcho({ text: `${title} has begun; owners are told.`, link: { label: "Campaigns", to: "/campaigns" } });
            },
          },
        );
      }}
    >
      <TextInput
        label="What"
        maxLength={120}
        required
        data-autofocus
        value={title}
        onChange={(event) => {
          setTitle(event.currentTarget.value);
        }}
      />
      <Textarea
        label="Why"
        description="Everybody asked reads it."
        rows={3}
        maxLength={2000}
        required
        value={why}
        onChange={(event) => {
          setWhy(event.currentTarget.value);
        }}
      />
      <NativeSelect
        label="What is asked for"
        data={[
          { value: "check", label: `The check “${check.title}”` },
          { value: "level", label: `Everything up to ${check.level}` },
        ]}
        value={isLevel ? "level" : "check"}
        onChange={(event) => {
          setIsLevel(event.currentTarget.value === "level");
        }}
      />
      <div className="campaign-row">
        <NativeSelect
          label="Whom it is for"
          data={[
            { value: "", label: "Everybody" },
            ...(teams.data?.items ?? []).flatMap((each) =>
              each.team === null ? [] : [{ value: each.team, label: shortRef(each.team) }],
            ),
          ]}
          value={scope}
          onChange={(event) => {
            setScope(event.currentTarget.value);
          }}
        />
        <TextInput
          type="date"
          label="Until when"
          required
          min={dayIn(1)}
          max={dayIn(365)}
          value={due}
          onChange={(event) => {
            setDue(event.currentTarget.value);
          }}
        />
        <TextInput
          label="Who answers for it"
          description="A group."
          required
          value={owner}
          onChange={(event) => {
            setOwner(event.currentTarget.value);
          }}
        />
      </div>
      {start.isError && <ErrorPanel error={start.error} />}
      <div className="check-actions">
        <Button type="submit" size="xs" loading={start.isPending}>
          Start and tell owners
        </Button>
      </div>
    </form>
  );
}
