import { Link } from "@tanstack/react-router";
import { healthSentence, useServiceHealth } from "./health.queries";
import { HealthMark } from "@/shared/ui/HealthMark";

/** The health of everything in one sentence that leads to its list; nothing while nothing runs. */
export function HealthSentence() {
  const health = useServiceHealth().data;
  const sentence = health === undefined ? undefined : healthSentence(health);
  if (health === undefined || sentence === undefined) return null;
  return (
    <Link className="health-sentence" to="/health">
      <HealthMark health={health.healthy === health.services ? "healthy" : "degraded"} />
      <span className="clip">{sentence}</span>
    </Link>
  );
}
