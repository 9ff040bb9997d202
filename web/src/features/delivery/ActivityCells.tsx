import { useComponentActivity, type ComponentActivity } from "./activity.queries";
import { HealthMark } from "@/shared/ui/HealthMark";
import { StateMark } from "@/shared/ui/StateMark";
import { RelativeTime } from "@/shared/ui/Time";
import "./activity.css";

interface CellProps {
  component: string;
}

/** The version in each environment, with its health. */
export function VersionsCell({ component }: CellProps) {
  const { data } = useComponentActivity(component);
  if (data === undefined || data === null || data.running.length === 0) return <span className="faint">–</span>;
  return (
    <span className="versions">
      {data.running.map((each) => (
        <span key={each.environment} className="version" title={each.environment}>
          <HealthMark health={each.health} />
          <span className="faint">{short(each.type, each.environment)}</span>
          <code className="mono">{each.release ?? "–"}</code>
        </span>
      ))}
    </span>
  );
}

const shortNames: Record<string, string> = { development: "dev", staging: "stg", production: "prod" };

function short(type: string, name: string): string {
  return type === name ? (shortNames[type] ?? name) : name;
}

export function LastDeploymentCell({ component }: CellProps) {
  const { data } = useComponentActivity(component);
  const last = data?.lastDeployment;
  if (last === undefined || last === null) return <span className="faint">–</span>;
  return (
    <span className="last-deployment" title={last.environment}>
      <StateMark state={last.state === "rolled_back" ? "failed" : last.state} size={14} />
      <span className="soft">
        <RelativeTime at={last.at} />
      </span>
    </span>
  );
}

const width = 84;
const height = 22;
const step = width / 14;

function sumOf(activity: ComponentActivity) {
  return activity.days.reduce(
    (sum, day) => ({ succeeded: sum.succeeded + day.succeeded, failed: sum.failed + day.failed }),
    { succeeded: 0, failed: 0 },
  );
}

/** Deployments of the last 14 days, a bar a day: what failed hangs below the line. */
export function ActivityBars({ component }: CellProps) {
  const { data } = useComponentActivity(component);
  if (data === undefined || data === null) return <span className="activity-bars" />;
  const sum = sumOf(data);
  const most = Math.max(3, ...data.days.map((day) => day.succeeded + day.failed));
  const label = `${String(sum.succeeded)} deployments in 14 days${sum.failed > 0 ? `, ${String(sum.failed)} failed` : ""}`;
  return (
    <svg className="activity-bars" width={width} height={height} role="img" aria-label={label}>
      <title>{label}</title>
      {data.days.map((day, index) => {
        const good = (day.succeeded / most) * (height - 6);
        const bad = (day.failed / most) * (height - 6);
        return (
          <g key={index}>
            <rect className="bar-none" x={index * step} y={height - 5} width={step - 1.5} height={1} />
            {day.succeeded > 0 && (
              <rect
                className="bar-good"
                x={index * step}
                y={height - 5 - good}
                width={step - 1.5}
                height={good}
                rx={1}
              />
            )}
            {day.failed > 0 && (
              <rect
                className="bar-bad"
                x={index * step}
                y={height - 5 - good - bad}
                width={step - 1.5}
                height={bad}
                rx={1}
              />
            )}
          </g>
        );
      })}
    </svg>
  );
}
