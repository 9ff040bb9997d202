import { Button } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { DriftPlace } from "./DriftPlace";
import { placesOf, type DriftFilter } from "./drift";
import { useDrifted, useResources, type Deed } from "./delivery.queries";
import { ResourceViews } from "./ResourceViews";
import { CopyAs } from "@/shared/ui/CopyAs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Page } from "@/shared/ui/Page";
import { Skeleton } from "@/shared/ui/Skeleton";
import "./drift.css";

const DeedSheet = lazy(() => import("./DeedSheet").then((sheet) => ({ default: sheet.DeedSheet })));

interface DriftPageProps {
  filter: DriftFilter;
  onAll: () => void;
  onRun: (run: string) => void;
}

/** As many places as are listed at once; a component or environment in the address leads to the others. */
const mostListed = 60;

/** What is not as it was applied: where, whose, since when, what differs, and the ways to set it right. */
export function DriftPage({ filter, onAll, onRun }: DriftPageProps) {
  const resources = useResources(filter.component ?? "");
  const [deed, setDeed] = useState<Deed>();
  const places = resources.data === undefined ? [] : placesOf(resources.data.items, filter);
  const drifted = places.filter((place) => place.drifted.length > 0);
  const others = places.slice(drifted.length);
  const isNarrowed = filter.component !== undefined || filter.environment !== undefined;
  const show = (place: (typeof places)[number]) => (
    <DriftPlace
      key={place.key}
      place={place}
      onSetRight={() => {
        setDeed({ verb: "restart", component: place.component, environment: place.environment });
      }}
    />
  );

  return (
    <Page
      title="Drift"
      lead="What is not as it was applied. Drivers look every hour, and once a day where a look runs a program."
      actions={
        <>
          {isNarrowed && (
            <Button size="xs" variant="default" onClick={onAll}>
              Show all
            </Button>
          )}
          <CopyAs
            cli={`towpath resource drift ${filter.component ?? "COMPONENT"} ${filter.environment ?? "ENVIRONMENT"}`}
            api={`/api/v1/resources/drift?component=${filter.component ?? ""}&environment=${filter.environment ?? ""}`}
          />
        </>
      }
    >
      <ResourceViews drifted={useDrifted().data?.items.length} />
      <div className="page-scroll drift">
        {resources.isPending && <Skeleton label="Loading what drifted" lines={5} />}
        {resources.isError && <ErrorPanel error={resources.error} onRetry={() => void resources.refetch()} />}
        {resources.isSuccess && places.length === 0 && (
          <EmptyState title={isNarrowed ? "There are no resources here." : "No resources yet."}>
            What a workload declares under resources is made when it is deployed. From then on it is looked at for
            drift.
          </EmptyState>
        )}
        {resources.isSuccess && places.length > 0 && drifted.length === 0 && (
          <p className="drift-well" role="status">
            Everything that was looked at is as it was applied.
          </p>
        )}
        {drifted.length > 0 && (
          <section className="drift" aria-label="Not as it was applied">
            <h2>Not as it was applied</h2>
            {drifted.map(show)}
          </section>
        )}
        {others.length > 0 && (
          <section className="drift" aria-label="As it was applied">
            <h2>As it was applied</h2>
            {others.slice(0, mostListed).map(show)}
            {others.length > mostListed && (
              <p className="soft">And {(others.length - mostListed).toLocaleString("en")} more.</p>
            )}
          </section>
        )}
      </div>
      {deed !== undefined && (
        <Suspense>
          <DeedSheet
            deed={deed}
            onClose={() => {
              setDeed(undefined);
            }}
            onStarted={onRun}
          />
        </Suspense>
      )}
    </Page>
  );
}
