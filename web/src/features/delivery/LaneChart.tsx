import { useRef, useState, type CSSProperties, type PointerEvent } from "react";
import type { Deployment } from "./delivery.queries";
import { placeIn, tickLabel, ticksOf, type Lane, type Span } from "./lanes";
import { formatExact } from "@/shared/lib/time";
import { stateLabel, StateMark } from "@/shared/ui/StateMark";

interface LaneChartProps {
  lanes: Lane[];
  span: Span;
  /** The stretch that is chosen, if any. */
  chosen: Span | undefined;
  onChoose: (span: Span | undefined) => void;
  onOpen: (deployment: Deployment) => void;
}

/** Shorter strokes of the pointer are clicks beside a mark, not choices of a stretch. */
const shortest = 0.01;

/** Deployments on one axis of time. A stretch is chosen by dragging; with the keyboard by the fields above it. */
export function LaneChart({ lanes, span, chosen, onChoose, onOpen }: LaneChartProps) {
  const field = useRef<HTMLDivElement>(null);
  const [stroke, setStroke] = useState<{ from: number; to: number }>();

  function shareAt(event: PointerEvent): number {
    const box = field.current?.getBoundingClientRect();
    if (box === undefined || box.width === 0) return 0;
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
  }
  function end() {
    if (stroke === undefined) return;
    const [from, to] = [Math.min(stroke.from, stroke.to), Math.max(stroke.from, stroke.to)];
    setStroke(undefined);
    const timeAt = (share: number) => span.from + share * (span.to - span.from);
    onChoose(to - from < shortest ? undefined : { from: timeAt(from), to: timeAt(to) });
  }
  const brush =
    stroke ?? (chosen === undefined ? undefined : { from: placeIn(span, chosen.from), to: placeIn(span, chosen.to) });

  return (
    <div className="lanes" role="group" aria-label="Deployments over time">
      <div className="lanes-names" aria-hidden>
        {lanes.map((lane) => (
          <span key={lane.name} className="clip">
            {lane.name}
          </span>
        ))}
      </div>
      <div
        ref={field}
        className="lanes-field"
        onPointerDown={(event) => {
          if (event.target !== event.currentTarget && event.target instanceof HTMLButtonElement) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          setStroke({ from: shareAt(event), to: shareAt(event) });
        }}
        onPointerMove={(event) => {
          if (stroke !== undefined) setStroke({ ...stroke, to: shareAt(event) });
        }}
        onPointerUp={end}
        onPointerCancel={() => {
          setStroke(undefined);
        }}
      >
        {brush !== undefined && (
          <i
            className="lanes-brush"
            style={{
              insetInlineStart: percent(Math.min(brush.from, brush.to)),
              inlineSize: percent(Math.abs(brush.to - brush.from)),
            }}
          />
        )}
        {lanes.map((lane) => (
          <div key={lane.name} className="lanes-lane" role="list" aria-label={lane.name}>
            {lane.deployments
              .filter(({ createdAt }) => isWithin(span, Date.parse(createdAt)))
              .map((deployment) => (
                <span key={deployment.id} role="listitem" className="lanes-mark" style={markStyle(span, deployment)}>
                  <button
                    type="button"
                    title={wordsOf(deployment)}
                    aria-label={wordsOf(deployment)}
                    onClick={() => {
                      onOpen(deployment);
                    }}
                  >
                    <StateMark state={deployment.state} size={15} />
                  </button>
                </span>
              ))}
          </div>
        ))}
        <div className="lanes-axis" aria-hidden>
          {ticksOf(span).map((at) => (
            <span key={at} style={{ insetInlineStart: percent(placeIn(span, at)) }}>
              {tickLabel(at, span)}
            </span>
          ))}
        </div>
      </div>
    </div>
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(3)}%`;
}

function isWithin(span: Span, time: number): boolean {
  return time >= span.from && time <= span.to;
}

function markStyle(span: Span, deployment: Deployment): CSSProperties {
  return { insetInlineStart: percent(placeIn(span, Date.parse(deployment.createdAt))) };
}

function wordsOf(deployment: Deployment): string {
  return `${deployment.mode} ${deployment.component} in ${deployment.environment}: ${stateLabel(deployment.state)}, ${formatExact(deployment.createdAt)}`;
}
