import { useMemo } from "react";
import { useWorkloadMetrics, windows, type Window, type WorkloadMetrics } from "./observe.queries";
import { Chart, type Series } from "@/shared/ui/Chart";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Segments } from "@/shared/ui/Segments";
import { Skeleton } from "@/shared/ui/Skeleton";
import "./observe.css";

interface MetricsTabProps {
  name: string;
  /** Where it runs; undefined while that is not known. */
  status: { environments: { name: string; deployedAt: string | null; release: string }[] } | undefined;
  search: Record<string, unknown>;
  onSearch: (search: Record<string, unknown>) => void;
}

const spans: { value: Window; label: string }[] = [
  { value: "1h", label: "1 hour" },
  { value: "6h", label: "6 hours" },
  { value: "24h", label: "24 hours" },
  { value: "7d", label: "7 days" },
];

function isWindow(value: unknown): value is Window {
  return typeof value === "string" && value in windows;
}

/** What the component uses and answers in one environment. */
export function MetricsTab({ name, status, search, onSearch }: MetricsTabProps) {
  if (status === undefined) return <Skeleton label="Loading the environments" lines={3} />;
  const first = status.environments[0];
  if (first === undefined) {
    return (
      <div className="panel">
        <EmptyState title="It has not run anywhere yet." action={<code className="mono">towpath deploy {name}</code>}>
          Its use of processor and memory and the requests it answers are measured from its first deployment on.
        </EmptyState>
      </div>
    );
  }
  const environment = status.environments.find((each) => each.name === search["environment"]) ?? first;
  const window = isWindow(search["window"]) ? search["window"] : "1h";
  return (
    <>
      <div className="metric-tools">
        <Segments
          label="Environment"
          segments={status.environments.map((each) => ({ value: each.name, label: each.name }))}
          value={environment.name}
          onChange={(value) => {
            onSearch({ ...search, environment: value });
          }}
        />
        <Segments
          label="Time"
          segments={spans}
          value={window}
          onChange={(value) => {
            onSearch({ ...search, window: value });
          }}
        />
      </div>
      <Charts component={name} environment={environment} window={window} />
    </>
  );
}

interface ChartsProps {
  component: string;
  environment: { name: string; deployedAt: string | null; release: string };
  window: Window;
}

function bytes(value: number): string {
  if (value >= 1e9) return `${(value / 1e9).toFixed(2)} GB`;
  return value >= 1e6 ? `${(value / 1e6).toFixed(1)} MB` : `${(value / 1e3).toFixed(0)} kB`;
}
function cores(value: number): string {
  return value < 0.1 ? `${(value * 1_000).toFixed(0)} mCPU` : `${value.toFixed(2)} CPU`;
}
function rate(value: number): string {
  return `${value < 10 ? value.toFixed(2) : value.toFixed(0)} /s`;
}
function time(value: number): string {
  return value < 1 ? `${(value * 1_000).toFixed(value < 0.01 ? 1 : 0)} ms` : `${value.toFixed(2)} s`;
}
function count(value: number): string {
  // Between whole numbers an axis has nothing to say.
  return Number.isInteger(value) ? String(value) : "";
}

type Column = Exclude<keyof WorkloadMetrics, "component" | "environment" | "from" | "to" | "stepSeconds" | "times">;

const charts: {
  title: string;
  definition: string;
  format: (value: number) => string;
  series: { column: Column; label: string; color: Series["color"] }[];
}[] = [
  {
    title: "Requests",
    definition: "Requests per second that the platform's proxy brought to it, averaged over each step.",
    format: rate,
    series: [{ column: "requestsPerSecond", label: "all", color: "accent" }],
  },
  {
    title: "Errors",
    definition: "Answers per second with a status of 400 to 499 (the asker's) and 500 to 599 (the service's).",
    format: rate,
    series: [
      { column: "errors5xxPerSecond", label: "5xx", color: "danger" },
      { column: "errors4xxPerSecond", label: "4xx", color: "warning" },
    ],
  },
  {
    title: "Latency",
    definition:
      "Within this time half (50 %) and nearly all (95 %) of the requests were answered, as the proxy saw it.",
    format: time,
    series: [
      { column: "latencyP50Seconds", label: "50 %", color: "success" },
      { column: "latencyP95Seconds", label: "95 %", color: "accent" },
    ],
  },
  {
    title: "CPU",
    definition: "Processors in use: 1 CPU is one processor busy all the time, 1,000 mCPU.",
    format: cores,
    series: [{ column: "cpuCores", label: "used", color: "accent" }],
  },
  {
    title: "Memory",
    definition: "Memory of all its processes that is in the machine, and the most it may use.",
    format: bytes,
    series: [
      { column: "memoryBytes", label: "used", color: "accent" },
      { column: "memoryLimitBytes", label: "limit", color: "text-faint" },
    ],
  },
  {
    title: "Restarts",
    definition: "How often it was started again in each step because it had ended or hung.",
    format: count,
    series: [{ column: "restarts", label: "restarts", color: "warning" }],
  },
];

function Charts({ component, environment, window }: ChartsProps) {
  const metrics = useWorkloadMetrics(component, environment.name, window);
  const { deployedAt, release } = environment;
  const marks = useMemo(() => (deployedAt === null ? [] : [{ at: deployedAt, label: release }]), [deployedAt, release]);
  const drawn = useMemo(() => {
    const { data } = metrics;
    if (data === undefined) return undefined;
    return charts.map((chart) => ({
      ...chart,
      series: chart.series.map(({ column, ...each }) => ({ ...each, values: data[column] })),
    }));
  }, [metrics]);

  if (metrics.isError) {
    return (
      <div className="panel">
        <ErrorPanel error={metrics.error} onRetry={() => void metrics.refetch()} />
      </div>
    );
  }
  if (drawn === undefined) return <Skeleton label="Loading the metrics" lines={8} />;
  return (
    <div className="metric-grid">
      {drawn.map((chart) => (
        <Chart key={chart.title} {...chart} times={metrics.data?.times ?? []} marks={marks} />
      ))}
    </div>
  );
}
