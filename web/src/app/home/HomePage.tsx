import { GettingStarted } from "./GettingStarted";
import { useOwners } from "./home.queries";
import { MyServices } from "./MyServices";
import { NeedsYou } from "./NeedsYou";
import { useMe } from "@/features/identity/identity.queries";
import { DeliveryStrip } from "@/features/insights/DeliveryStrip";
import { shortRef } from "@/shared/lib/refs";
import { CopyAs } from "@/shared/ui/CopyAs";
import { Page } from "@/shared/ui/Page";
import "./home.css";

/** What needs the person, what they run, and how it is going. */
export function HomePage() {
  const owners = useOwners();
  const me = useMe().data;
  const team = me?.groups[0];
  return (
    <Page
      title="Home"
      lead={<>What needs {me === undefined ? "you" : <bdi>{me.displayName}</bdi>}, what you run and how it is going.</>}
      actions={<CopyAs cli="towpath status" api="/api/v1/service-health" />}
    >
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
    </Page>
  );
}
