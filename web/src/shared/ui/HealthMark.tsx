import "./health.css";

export type Health = "unknown" | "progressing" | "healthy" | "degraded" | "suspended" | "missing";

const labels: Record<Health, string> = {
  healthy: "Healthy",
  progressing: "Progressing",
  degraded: "Degraded",
  missing: "Missing",
  suspended: "Stopped",
  unknown: "Unknown",
};
/** From worst to best; what is unknown or stopped says nothing about the rest. */
const order: Health[] = ["missing", "degraded", "progressing", "unknown", "suspended", "healthy"];

export function healthLabel(health: Health): string {
  return labels[health];
}

/** The worst of several; undefined for none. */
export function worstHealth(all: Health[]): Health | undefined {
  return order.find((health) => all.includes(health));
}

interface HealthMarkProps {
  health: Health;
  /** Why, for those who point at it. */
  reason?: string;
  /** Its name beside the sign; without, the name is only for those who do not see the sign. */
  hasLabel?: boolean;
}

/** How something that runs is: each state has a shape and a colour of its own. */
export function HealthMark({ health, reason, hasLabel = false }: HealthMarkProps) {
  const title = reason === undefined || reason === "" ? labels[health] : `${labels[health]}: ${reason}`;
  return (
    <span className="health" data-health={health} title={title}>
      <i aria-hidden />
      <span className={hasLabel ? undefined : "visually-hidden"}>{labels[health]}</span>
    </span>
  );
}
