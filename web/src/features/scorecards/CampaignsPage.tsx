import { Link } from "@tanstack/react-router";
import { campaignStates, useCampaigns } from "./campaigns.queries";
import { ProgressBar } from "./ProgressBar";
import { CopyAs } from "@/shared/ui/CopyAs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Owner } from "@/shared/ui/Owner";
import { Page } from "@/shared/ui/Page";
import { Skeleton } from "@/shared/ui/Skeleton";
import { RelativeTime } from "@/shared/ui/Time";
import "./scorecards.css";

/** Bars that are raised. */
export function CampaignsPage() {
  const campaigns = useCampaigns();
  return (
    <Page
      title="Campaigns"
      lead="What the platform team asks everybody for, until when, and how far it is."
      actions={<CopyAs cli="towpath campaign list" api="/api/v1/campaigns" />}
    >
      <div className="page-scroll">
        {campaigns.isPending && <Skeleton label="Loading campaigns" lines={6} />}
        {campaigns.isError && <ErrorPanel error={campaigns.error} onRetry={() => void campaigns.refetch()} />}
        {campaigns.data?.items.length === 0 && (
          <EmptyState title="No bar is raised." action={<Link to="/scorecards">Scorecards</Link>}>
            A campaign starts from a check in the heat map of a scorecard.
          </EmptyState>
        )}
        <ul className="scorecard-cards">
          {campaigns.data?.items.map((campaign) => (
            <li key={campaign.id} className="panel scorecard-card">
              <h2>
                <Link to="/campaigns/$id" params={{ id: campaign.id }}>
                  <bdi>{campaign.title}</bdi>
                </Link>
              </h2>
              <p className="soft" dir="auto">
                {campaign.why}
              </p>
              <ProgressBar label={campaign.title} progress={campaign.progress} />
              <footer className="soft">
                <span>
                  {campaignStates[campaign.state]}
                  {campaign.state === "running" && (
                    <>
                      , due <RelativeTime at={campaign.dueAt} />
                    </>
                  )}
                </span>
                <Owner owner={campaign.owner} />
              </footer>
            </li>
          ))}
        </ul>
      </div>
    </Page>
  );
}
