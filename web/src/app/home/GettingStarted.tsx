import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useOffered } from "../offered";
import { useTutorials } from "../learn/learn.queries";
import { useHasCompany, useOwnRuns, useOwnServices } from "./home.queries";
import { useServiceHealth } from "@/features/delivery/health.queries";
import { useMetrics } from "@/features/insights/insights.queries";
import { useMe } from "@/features/identity/identity.queries";
import { useProduct } from "@/features/platform/platform.queries";
import { IconX } from "@/shared/ui/icons";

interface GettingStartedProps {
  owners: string[];
}

interface Step {
  label: string;
  isDone: boolean;
  /** How to do it. */
  how: string;
  /** The area it is done in, when its page is here. */
  area?: string;
}

function keyOf(user: string): string {
  return `towpath-started:${user}`;
}

/** What to do first; what was done is seen by itself. Gone when all is done or when it was put away. */
export function GettingStarted({ owners }: GettingStartedProps) {
  const user = useMe().data?.ref ?? "";
  const [isAway, setIsAway] = useState(() => localStorage.getItem(keyOf(user)) !== null);
  const services = useOwnServices(owners).data;
  const runs = useOwnRuns(owners).data;
  const health = useServiceHealth().data;
  const metrics = useMetrics({}).data;
  const company = useHasCompany().data;
  const tutorial = useTutorials().data?.[0];
  const product = useProduct(useMe().data?.permissions.includes("platform.write") === true);
  if (
    isAway ||
    services === undefined ||
    runs === undefined ||
    health === undefined ||
    metrics === undefined ||
    company === undefined
  )
    return null;

  const steps: Step[] = [
    { label: "Create a service", isDone: services.length > 0, how: "towpath new", area: "Create" },
    { label: "See it live", isDone: health.services > 0, how: "towpath status", area: "Environments" },
    {
      label: "Push a change of your own",
      isDone: runs.some(({ kind, trigger }) => kind === "pipeline" && trigger.actor?.startsWith("user:") === true),
      how: "git push",
      area: "Repositories",
    },
    {
      label: "Bring it to production",
      isDone: metrics.items.some(({ key, n }) => key === "deployment-frequency" && n > 0),
      how: "towpath promote",
      area: "Environments",
    },
    ...(product.data === undefined
      ? []
      : [
          {
            label: "Name the platform's product owner",
            isDone: product.data.roles.some(({ key, heldBy }) => key === "product-owner" && heldBy.length > 0),
            how: "towpath platform set",
            area: "Our platform",
          },
        ]),
    { label: "Invite somebody", isDone: company, how: "towpath user create", area: "Settings" },
  ];
  const done = steps.filter(({ isDone }) => isDone).length;
  if (done === steps.length) return null;
  const next = steps.find(({ isDone }) => !isDone);
  const lessons = services.find(({ tags }) => tags.includes("tutorial"));

  return (
    <section className="panel home-start" aria-label="Getting started">
      <header>
        <h2>Getting started</h2>
        <button
          type="button"
          aria-label="Put the checklist away"
          title="Put away"
          onClick={() => {
            localStorage.setItem(keyOf(user), "away");
            setIsAway(true);
          }}
        >
          <IconX size={15} stroke={1.7} aria-hidden />
        </button>
      </header>
      <progress value={done} max={steps.length} aria-label={`${String(done)} of ${String(steps.length)} steps done`} />
      <ol>
        {steps.map((step) => (
          <li key={step.label} data-done={step.isDone || undefined}>
            <i aria-hidden />
            <span>
              <StepLabel step={step} />
              <span className="visually-hidden">{step.isDone ? ", done" : ", to do"}</span>
            </span>
            {step === next && <code className="mono">{step.how}</code>}
          </li>
        ))}
      </ol>
      {lessons !== undefined ? (
        <p className="home-lessons">
          Go on with the lessons of{" "}
          <Link
            to="/catalog/$kind/$namespace/$name"
            params={{ kind: "component", namespace: lessons.namespace, name: lessons.name }}
            search={{ tab: "docs" }}
          >
            <bdi>{lessons.name}</bdi>
          </Link>
        </p>
      ) : (
        tutorial !== undefined && (
          <p className="home-lessons">
            New here?{" "}
            <Link to="/create/$name" params={{ name: tutorial.name }}>
              {tutorial.title}
            </Link>{" "}
            is live in a minute and teaches the rest.
          </p>
        )
      )}
    </section>
  );
}

interface StepLabelProps {
  step: Step;
}

function StepLabel({ step }: StepLabelProps) {
  const area = useOffered().areas.find(({ label }) => label === step.area);
  return step.isDone || area === undefined || area.url !== undefined ? (
    <>{step.label}</>
  ) : (
    <Link to={area.to}>{step.label}</Link>
  );
}
