import type { LinkProps } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { CapabilityCard } from "./CapabilityCard";
import type { Candidate } from "./RolePicker";
import { ScopePanel } from "./ScopePanel";
import { TeamPanel } from "./TeamPanel";
import { useCapabilities, useChangeProduct, useProduct, type Capability, type Product } from "./platform.queries";
import { CopyAs } from "@/shared/ui/CopyAs";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Page } from "@/shared/ui/Page";
import { FormError } from "@/shared/ui/Setting";
import { Skeleton } from "@/shared/ui/Skeleton";
import "./platform.css";

const OfferSheet = lazy(() => import("./OfferSheet").then(({ OfferSheet: component }) => ({ default: component })));

interface PlatformPageProps {
  mayChange: boolean;
  /** References of all groups, to open a capability to some of them first; undefined while they are not known. */
  groups: string[] | undefined;
  /** Who can have a role; undefined while they are not known. */
  candidates: Candidate[] | undefined;
  /** The page of this portal at a path, where there is one. */
  linkOf: (path: string) => LinkProps["to"] | undefined;
}

/** The platform as a product: what one can get here, who answers for it, and what it is not for. */
export function PlatformPage({ mayChange, groups, candidates, linkOf }: PlatformPageProps) {
  const product = useProduct();
  const capabilities = useCapabilities();
  const [asked, setAsked] = useState<Capability>();
  return (
    <Page
      title="Our platform"
      lead={
        product.data === undefined || product.data.purpose === ""
          ? "What you can get here, who answers for it, and how much of it there is."
          : product.data.purpose
      }
      actions={<CopyAs cli="towpath capability list" api="/api/v1/capabilities?usage=true" />}
    >
      <div className="page-scroll platform">
        <section aria-label="What you can get here">
          <h2>What you can get here</h2>
          {capabilities.isPending && <Skeleton label="Loading capabilities" lines={6} />}
          {capabilities.isError && (
            <ErrorPanel error={capabilities.error} onRetry={() => void capabilities.refetch()} />
          )}
          <ul className="platform-cards">
            {capabilities.data?.items.map((capability) => (
              <CapabilityCard
                key={capability.key}
                capability={capability}
                to={capability.areas[0] === undefined ? undefined : linkOf(capability.areas[0])}
                onAsk={
                  mayChange
                    ? () => {
                        setAsked(capability);
                      }
                    : undefined
                }
              />
            ))}
          </ul>
        </section>
        <aside className="platform-side">
          {product.isPending && <Skeleton label="Loading the platform" lines={6} />}
          {product.isError && <ErrorPanel error={product.error} onRetry={() => void product.refetch()} />}
          {product.data !== undefined && (
            <>
              <TeamPanel product={product.data} mayChange={mayChange} candidates={candidates} />
              <ScopePanel product={product.data} mayChange={mayChange} />
              {mayChange && <ProfilePanel product={product.data} />}
            </>
          )}
        </aside>
      </div>
      <Suspense fallback={null}>
        {asked !== undefined && (
          <OfferSheet
            capability={asked}
            groups={groups}
            onClose={() => {
              setAsked(undefined);
            }}
          />
        )}
      </Suspense>
    </Page>
  );
}

interface ProfilePanelProps {
  product: Product;
}

/** How much shows where nobody switched anything. */
function ProfilePanel({ product }: ProfilePanelProps) {
  const change = useChangeProduct();
  return (
    <section className="panel platform-panel" aria-label="How much shows">
      <h2>How much shows</h2>
      <div className="platform-choice" role="radiogroup" aria-label="Profile">
        {(
          [
            ["mvp", "Small", "Six things to begin with; switch on more as teams ask for it."],
            ["full", "Everything", "All there is, but for what you switch off."],
          ] as const
        ).map(([profile, title, what]) => (
          <label key={profile}>
            <input
              type="radio"
              name="profile"
              checked={product.profile === profile}
              disabled={change.isPending}
              onChange={() => {
                change.mutate({ profile });
              }}
            />
            <b>{title}</b>
            <small>{what}</small>
          </label>
        ))}
      </div>
      <FormError error={change.error} />
    </section>
  );
}
