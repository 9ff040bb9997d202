import { IconCheck, IconClock, IconX } from "@/shared/ui/icons";
import "./state.css";

type Tone = "success" | "danger" | "warning" | "active" | "idle";

/** Every state of runs, nodes and steps: how it looks and what it is called. */
const states: Record<string, { tone: Tone; label: string }> = {
  queued: { tone: "idle", label: "Queued" },
  blocked: { tone: "idle", label: "Not started" },
  pending: { tone: "idle", label: "Not started" },
  ready: { tone: "idle", label: "Ready" },
  waiting: { tone: "warning", label: "Waiting" },
  running: { tone: "active", label: "Running" },
  cancelling: { tone: "active", label: "Cancelling" },
  succeeded: { tone: "success", label: "Succeeded" },
  failed: { tone: "danger", label: "Failed" },
  timed_out: { tone: "danger", label: "Timed out" },
  unknown: { tone: "warning", label: "Needs a decision" },
  cancelled: { tone: "idle", label: "Cancelled" },
  skipped: { tone: "idle", label: "Skipped" },
};

/** States the engine may learn later are shown by their name. */
export function stateLabel(state: string): string {
  return states[state]?.label ?? state.replaceAll("_", " ");
}

interface StateMarkProps {
  state: string;
  size?: number;
}

/** A state as a sign: shape and colour, and its name for those who see neither. */
export function StateMark({ state, size = 16 }: StateMarkProps) {
  const tone = states[state]?.tone ?? "idle";
  const glyph = size - 5;
  return (
    <span
      className="state-mark"
      data-tone={tone}
      style={{ inlineSize: size, blockSize: size }}
      role="img"
      aria-label={stateLabel(state)}
    >
      {tone === "success" && <IconCheck size={glyph} stroke={3} />}
      {tone === "danger" && <IconX size={glyph} stroke={3} />}
      {tone === "warning" && <IconClock size={glyph} stroke={2.4} />}
      {(state === "cancelled" || state === "skipped") && <i className="state-dash" />}
    </span>
  );
}

interface StateBadgeProps {
  state: string;
}

/** A state in words, for headers. */
export function StateBadge({ state }: StateBadgeProps) {
  const tone = states[state]?.tone ?? "idle";
  return (
    <span className="state-badge" data-tone={tone}>
      <StateMark state={state} size={15} />
      <span aria-hidden>{stateLabel(state)}</span>
    </span>
  );
}
