import { lazy, Suspense } from "react";
import { entranceLabels, entrances, rememberEntrance, usualEntrance, type Entrance } from "./entrance";
import { GettingStarted } from "./GettingStarted";
import { useOwners } from "./home.queries";
import { MyServices } from "./MyServices";
import { NeedsYou } from "./NeedsYou";
import { useMe } from "@/features/identity/identity.queries";
import { DeliveryStrip } from "@/features/insights/DeliveryStrip";
import { shortRef } from "@/shared/lib/refs";
import { CopyAs } from "@/shared/ui/CopyAs";
import { Page } from "@/shared/ui/Page";
import { Segments } from "@/shared/ui/Segments";
import { Skeleton } from "@/shared/ui/Skeleton";
import "./home.css";

const ManagerHome = lazy(() => import("./ManagerHome").then((home) => ({ default: home.ManagerHome })));
const PlatformHome = lazy(() => import("./PlatformHome").then((home) => ({ default: home.PlatformHome })));

interface HomePageProps {
  /** As the address says it; without it what the person chose last, or what their roles suggest. */
  entrance: Entrance | undefined;
  onEntrance: (entrance: Entrance) => void;
}

const leads: Record<Entrance, string> = {
  developer: "what you run and how it is going",
  platform: "who uses the platform, what they say and where they are stuck",
  manager: "what comes of it, beside the time before and what was wanted",
};

/** What needs the person and how it is going, seen by a developer, the platform team or a manager. */
export function HomePage({ entrance, onEntrance }: HomePageProps) {
  const me = useMe().data;
  const current = entrance ?? usualEntrance(me?.ref ?? "", me?.roles ?? []);
  return (
    <Page
      title="Home"
      lead={
        <>
          What needs {me === undefined ? "you" : <bdi>{me.displayName}</bdi>}, {leads[current]}.
        </>
      }
      actions={
        <>
          <Segments
            label="See it as"
            value={current}
            segments={entrances.map((value) => ({ value, label: entranceLabels[value] }))}
            onChange={(chosen) => {
              rememberEntrance(me?.ref ?? "", chosen);
              onEntrance(chosen);
            }}
          />
          {current === "developer" ? (
            <CopyAs cli="towpath status" api="/api/v1/service-health" />
          ) : (
            <CopyAs cli="towpath metrics list" api="/api/v1/metrics" />
          )}
        </>
      }
    >
      {current === "developer" ? (
        <DeveloperHome />
      ) : (
        <Suspense fallback={<Skeleton label="Loading" />}>
          {current === "platform" ? <PlatformHome /> : <ManagerHome />}
        </Suspense>
      )}
    </Page>
  );
}

function DeveloperHome() {
  const owners = useOwners();
  const team = useMe().data?.groups[0];
  return (
    <div className="page-scroll home">
      <div className="home-main">
        <NeedsYou owners={owners} />
        <MyServices owners={owners} />
      </div>
      <div className="home-side">
        <GettingStarted owners={owners} />
        <DeliveryStrip
          title={team === undefined ? "Outcomes" : `Outcomes of ${shortRef(team)}`}
          scope={team === undefined ? {} : { owner: team }}
        />
      </div>
    </div>
  );
}
