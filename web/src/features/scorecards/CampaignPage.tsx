import { Button, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { campaignStates, useCampaign, useEndCampaign, type CampaignDetail } from "./campaigns.queries";
import { ProgressBar } from "./ProgressBar";
import { shortRef } from "@/shared/lib/refs";
import { CopyAs } from "@/shared/ui/CopyAs";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Owner } from "@/shared/ui/Owner";
import { Page } from "@/shared/ui/Page";
import { Skeleton } from "@/shared/ui/Skeleton";
import { RelativeTime } from "@/shared/ui/Time";
import "@/shared/ui/mantine-inputs.css";
import "./scorecards.css";

interface CampaignPageProps {
  id: string;
  permissions: readonly string[];
}

/** One raised bar: what is asked for, how far each team is, and how it went. */
export function CampaignPage({ id, permissions }: CampaignPageProps) {
  const campaign = useCampaign(id);
  return (
    <Page
      title={campaign.data?.title ?? "Campaign"}
      lead={campaign.data?.why ?? ""}
      actions={<CopyAs cli={`towpath campaign show ${id}`} api={`/api/v1/campaigns/${id}`} />}
    >
      <div className="page-scroll">
        {campaign.isPending && <Skeleton label="Loading the campaign" lines={6} />}
        {campaign.isError && <ErrorPanel error={campaign.error} onRetry={() => void campaign.refetch()} />}
        {campaign.data !== undefined && <Known campaign={campaign.data} permissions={permissions} />}
      </div>
    </Page>
  );
}

interface KnownProps {
  campaign: CampaignDetail;
  permissions: readonly string[];
}

function Known({ campaign, permissions }: KnownProps) {
  return (
    <div className="standards">
      <div className="standards-main">
        <section className="panel standing" aria-label="Progress">
          <header>
            <h2>{campaignStates[campaign.state]}</h2>
            <ProgressBar label="Of all" progress={campaign.progress} />
          </header>
          {campaign.endReason !== null && <p dir="auto">{campaign.endReason}</p>}
          <Teams campaign={campaign} />
        </section>
        <section className="panel standing" aria-label="How it went">
          <h2>How it went</h2>
          <Course campaign={campaign} />
        </section>
      </div>
      <aside className="panel standing" aria-label="What is asked for">
        <h2>What is asked for</h2>
        <ul className="campaign-checks">
          {campaign.checks.map(({ id, title }) => (
            <li key={id}>{title}</li>
          ))}
        </ul>
        <dl className="evidence">
          <div>
            <dt>Scorecard</dt>
            <dd>
              <Link
                to="/scorecards/$name"
                params={{ name: campaign.scorecard }}
                search={campaign.team === null ? {} : { team: campaign.team }}
              >
                {campaign.scorecardTitle}
              </Link>
            </dd>
          </div>
          <div>
            <dt>For</dt>
            <dd>{campaign.team === null ? "everybody" : shortRef(campaign.team)}</dd>
          </div>
          <div>
            <dt>Due</dt>
            <dd>
              <RelativeTime at={campaign.dueAt} />
            </dd>
          </div>
          <div>
            <dt>Begun</dt>
            <dd>
              <RelativeTime at={campaign.startsAt} />
            </dd>
          </div>
          <div>
            <dt>Answers for it</dt>
            <dd>
              <Owner owner={campaign.owner} />
            </dd>
          </div>
        </dl>
        {campaign.state === "running" && permissions.includes("campaign.end") && <EndForm id={campaign.id} />}
      </aside>
    </div>
  );
}

interface CampaignProps {
  campaign: CampaignDetail;
}

function Teams({ campaign }: CampaignProps) {
  if (campaign.teams.length === 0) return <p className="faint">Nothing that you can see is in its scope.</p>;
  return (
    <ul className="campaign-teams">
      {campaign.teams.map(({ team, progress }) => (
        <li key={team ?? ""}>
          {team === null ? <span className="faint">No team</span> : <Owner owner={team} />}
          <ProgressBar label={team === null ? "No team" : shortRef(team)} progress={progress} />
        </li>
      ))}
    </ul>
  );
}

function Course({ campaign }: CampaignProps) {
  return (
    <ol className="campaign-course">
      {campaign.points.map(({ at, progress }) => (
        <li key={at}>
          <RelativeTime at={at} />
          <ProgressBar label={at} progress={progress} />
        </li>
      ))}
    </ol>
  );
}

interface EndFormProps {
  id: string;
}

function EndForm({ id }: EndFormProps) {
  const end = useEndCampaign(id);
  const [reason, setReason] = useState("");
  return (
    <details>
      <summary>End it before its date</summary>
      <form
        className="campaign-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!end.isPending) end.mutate(reason);
        }}
      >
        <TextInput
          label="Why"
          required
          maxLength={2000}
          value={reason}
          onChange={(event) => {
            setReason(event.currentTarget.value);
          }}
        />
        {end.isError && <ErrorPanel error={end.error} />}
        <Button type="submit" size="xs" variant="default" loading={end.isPending}>
          End the campaign
        </Button>
      </form>
    </details>
  );
}
