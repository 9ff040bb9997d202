import { Button } from "@mantine/core";
import { Link, type LinkProps } from "@tanstack/react-router";
import type { Capability } from "./platform.queries";
import { shortRef } from "@/shared/lib/refs";
import { IconExternalLink } from "@/shared/ui/icons";
import { Owner } from "@/shared/ui/Owner";

interface CapabilityCardProps {
  capability: Capability;
  /** Its page in this portal. */
  to: LinkProps["to"] | undefined;
  /** Asks how it is to be offered; absent for who may not decide. */
  onAsk: (() => void) | undefined;
}

/** What a capability is for, and all one has to know before relying on it. */
export function CapabilityCard({ capability, to, onAsk }: CapabilityCardProps) {
  const facts = [
    ["Support", [capability.supportChannel, capability.supportHours].filter((part) => part !== null).join(", ")],
    ["Service level", capability.serviceLevel],
    ["Price", capability.price],
    ["Version", capability.version],
    ["Docs", capability.docs],
  ].filter((fact): fact is [string, string] => fact[1] !== null && fact[1] !== "");
  return (
    <li className="panel platform-card" data-mode={capability.mode} aria-label={capability.title}>
      <div className="platform-card-head">
        <h3>
          <CapabilityLink capability={capability} to={to} />
        </h3>
        <Mark capability={capability} />
      </div>
      <p dir="auto">{capability.description}</p>
      <p className="soft" dir="auto">
        Instead of: {capability.answers}
      </p>
      {capability.deprecatedOn !== null && (
        <p className="platform-warning">
          Goes on {capability.deprecatedOn}
          {capability.replacement === null ? "." : `; instead: ${capability.replacement}`}
        </p>
      )}
      {facts.length > 0 && (
        <dl>
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd dir="auto">{value}</dd>
            </div>
          ))}
        </dl>
      )}
      <div className="platform-card-foot">
        {capability.owner !== null && <Owner owner={capability.owner} />}
        <small className="soft">{usageOf(capability)}</small>
        {onAsk !== undefined && !capability.isCore && (
          <Button size="compact-xs" variant="default" aria-label={`Offer ${capability.title} …`} onClick={onAsk}>
            Offer …
          </Button>
        )}
      </div>
    </li>
  );
}

interface CapabilityLinkProps {
  capability: Capability;
  to: LinkProps["to"] | undefined;
}

function CapabilityLink({ capability: { title, mode, url }, to }: CapabilityLinkProps) {
  if (mode === "external" && url !== null)
    return (
      <a href={url} target="_blank" rel="noreferrer">
        {title} <IconExternalLink size={13} stroke={1.7} aria-label="leads to another system" />
      </a>
    );
  return mode === "off" || to === undefined ? <>{title}</> : <Link to={to}>{title}</Link>;
}

function Mark({ capability }: { capability: Capability }) {
  if (capability.mode === "off") return <span className="platform-mark">off</span>;
  if (capability.ring.length > 0)
    return <span className="platform-mark">for {capability.ring.map(shortRef).join(", ")}</span>;
  if (capability.lifecycle === "experimental") return <span className="platform-mark">experimental</span>;
  return null;
}

/** Only parts that have calls of their own can be counted. */
function usageOf({ part, isCore, usage, mode, areas }: Capability): string {
  if (part === null || isCore || mode !== "builtin" || areas.length === 0) return "";
  if (usage.requests > 0) return `${String(usage.teams)} ${usage.teams === 1 ? "team" : "teams"} in 30 days`;
  return usage.lastDay === null ? "not used lately" : `last used ${usage.lastDay}`;
}
