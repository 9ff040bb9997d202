import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { allAreas } from "../areas";
import { useOffered } from "../offered";
import { useOwnServices, useStatuses } from "./home.queries";
import type { Entity } from "@/features/catalog/catalog.queries";
import { KindIcon } from "@/features/catalog/KindIcon";
import type { ComponentStatus } from "@/features/delivery/status.queries";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { HealthMark } from "@/shared/ui/HealthMark";
import { IconExternalLink } from "@/shared/ui/icons";
import { Skeleton } from "@/shared/ui/Skeleton";
import { RelativeTime } from "@/shared/ui/Time";

const RaisedBars = lazy(() =>
  import("@/features/scorecards/RaisedBars").then(({ RaisedBars: component }) => ({ default: component })),
);

interface MyServicesProps {
  owners: string[];
}

/** What the person owns, and what of it is live where. */
export function MyServices({ owners }: MyServicesProps) {
  const services = useOwnServices(owners);
  const shown = services.data?.slice(0, 8) ?? [];
  const statuses = useStatuses(shown.map(({ name }) => name));
  const hasStandards = useOffered().areas.some(({ to, url }) => to === "/scorecards" && url === undefined);
  const create = allAreas.find(({ label }) => label === "Create");

  return (
    <section className="home-services" aria-label="My services">
      <header>
        <h2>My services</h2>
        <Link to="/catalog">The whole catalog</Link>
      </header>
      {services.error !== null && <ErrorPanel error={services.error} onRetry={services.retry} />}
      {services.error === null && services.data === undefined && <Skeleton label="Loading my services" lines={4} />}
      {services.data?.length === 0 && (
        <div className="panel">
          <EmptyState
            title="You own nothing yet."
            action={
              <>
                {create !== undefined && (
                  <Button size="xs" component={Link} to={create.to}>
                    Create a service
                  </Button>
                )}
                <code className="feedback-hint mono">towpath new</code>
              </>
            }
          >
            A service that names you or one of your groups as its owner stands here, with what of it is live.
          </EmptyState>
        </div>
      )}
      <div className="home-cards">
        {shown.map((service, index) => (
          <ServiceCard key={service.ref} service={service} status={statuses[index]} />
        ))}
      </div>
      {hasStandards && shown.length > 0 && (
        <Suspense fallback={null}>
          <RaisedBars />
        </Suspense>
      )}
    </section>
  );
}

interface ServiceCardProps {
  service: Entity;
  /** Undefined while it loads and for what is not deployed from here. */
  status: ComponentStatus | undefined;
}

function ServiceCard({ service, status }: ServiceCardProps) {
  const { namespace, name } = service;
  const running = (status?.environments ?? []).filter(({ state }) => state !== "empty");
  // The one that matters most: production where there is one, else the furthest on.
  const main = running.find(({ type }) => type === "production") ?? running[running.length - 1];
  return (
    <article className="panel home-card" aria-label={name}>
      <div className="home-card-head">
        <KindIcon kind={service.kind} type={service.type} />
        <div>
          <Link to="/catalog/$kind/$namespace/$name" params={{ kind: "component", namespace, name }} className="clip">
            <bdi>{service.title ?? name}</bdi>
          </Link>
          <small className="clip" dir="auto">
            {service.description ?? service.type ?? "component"}
          </small>
        </div>
      </div>
      {running.length > 0 && (
        <ul className="home-places" aria-label="Where it runs">
          {running.map((place) => (
            <li key={place.name} title={place.healthReason}>
              <HealthMark health={place.health} reason={place.healthReason} />
              <span>{place.name}</span>
              <code className="mono">{place.release === "" ? "–" : place.release}</code>
            </li>
          ))}
        </ul>
      )}
      {main !== undefined && main.url !== "" && (
        <a className="home-url" href={main.url} target="_blank" rel="noreferrer">
          <span className="clip">{main.url.replace(/^https?:\/\//, "").replace(/\/$/, "")}</span>
          <IconExternalLink size={14} stroke={1.7} aria-hidden />
        </a>
      )}
      {main !== undefined && main.deployedAt !== null && (
        <small className="soft">
          deployed <RelativeTime at={main.deployedAt} />
        </small>
      )}
      {status !== undefined && running.length === 0 && <small className="soft">Not deployed yet.</small>}
    </article>
  );
}
