import { useNavigate } from "@tanstack/react-router";
import { Fragment } from "react";
import { useEnvironments } from "./activity.queries";
import { sleepWord } from "./sleepWords";
import type { ComponentStatus, EnvironmentStatus } from "./status.queries";
import { HealthMark } from "@/shared/ui/HealthMark";
import { IconExternalLink } from "@/shared/ui/icons";
import { RelativeTime } from "@/shared/ui/Time";
import "./activity.css";

interface NowStripProps {
  status: ComponentStatus;
  /** Where one promotes; undefined where there is no such page. */
  promoteHref: string | undefined;
}

const order = ["development", "staging", "production"];

/** Where the component is now: an environment a card, in the order of promotion. */
export function NowStrip({ status, promoteHref }: NowStripProps) {
  const environments = useEnvironments(status.project).data?.items ?? [];
  const known = new Map(status.environments.map((each) => [each.name, each]));
  const cards = [
    ...status.environments.map(({ name, type }) => ({ name, type })),
    ...environments.filter((each) => !known.has(each.name) && order.includes(each.type)),
  ].sort((a, b) => rank(a.type) - rank(b.type) || a.name.localeCompare(b.name, "en"));
  return (
    <section className="now" aria-label="Environments now">
      {cards.map(({ name, type }, index) => {
        const next = cards[index + 1];
        const here = known.get(name);
        return (
          <Fragment key={name}>
            <Card name={name} environment={here} />
            {promoteHref !== undefined && here !== undefined && next !== undefined && type !== next.type && (
              <div className="now-step">
                <PromoteLink
                  href={promoteHref}
                  label={`Promote from ${name} to ${next.name}`}
                  isUseful={known.get(next.name)?.releaseId !== here.releaseId}
                />
              </div>
            )}
          </Fragment>
        );
      })}
    </section>
  );
}

function rank(type: string): number {
  const found = order.indexOf(type);
  return found < 0 ? order.length : found;
}

interface CardProps {
  name: string;
  environment: EnvironmentStatus | undefined;
}

function Card({ name, environment }: CardProps) {
  if (environment === undefined) {
    return (
      <article className="panel now-card" data-empty aria-label={name}>
        <h2>{name}</h2>
        <span className="faint">Nothing is deployed here yet.</span>
      </article>
    );
  }
  return (
    <article className="panel now-card" aria-label={name}>
      <h2>
        {name}
        <HealthMark health={environment.health} reason={environment.healthReason} hasLabel />
      </h2>
      <span className="now-version">{environment.release === "" ? environment.state : environment.release}</span>
      <span className="soft">
        {environment.commit !== "" && <code className="mono">{environment.commit.slice(0, 8)}</code>}
        {environment.deployedAt !== null && (
          <>
            {" · "}
            <RelativeTime at={environment.deployedAt} />
          </>
        )}
        {environment.instances > 1 && ` · ${String(environment.instances)} instances`}
      </span>
      {/^https?:/.test(environment.url) && (
        <a className="text-link clip" href={environment.url} rel="noreferrer">
          {environment.url.replace(/^https?:\/\//, "")} <IconExternalLink size={12} aria-hidden />
        </a>
      )}
      {environment.sleepReason !== "" && (
        <span className="now-reason">
          {sleepWord(environment.state) ?? "Asleep"}: {environment.sleepReason}
        </span>
      )}
      {environment.health === "degraded" && environment.healthReason !== "" && (
        <span className="now-reason">{environment.healthReason}</span>
      )}
    </article>
  );
}

interface PromoteLinkProps {
  href: string;
  label: string;
  isUseful: boolean;
}

function PromoteLink({ href, label, isUseful }: PromoteLinkProps) {
  const navigate = useNavigate();
  if (!isUseful) return <span className="faint">=</span>;
  return (
    <a
      href={href}
      aria-label={label}
      title={label}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        void navigate({ href });
      }}
    >
      Promote →
    </a>
  );
}
