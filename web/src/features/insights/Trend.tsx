import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { OutcomePoint } from "./insights.queries";

interface TrendProps {
  points: OutcomePoint[];
  label: string;
}

/** A colour of the tokens, as a canvas needs it. */
function token(element: Element, name: string): string {
  return getComputedStyle(element).getPropertyValue(name).trim();
}

/** A metric over time; a short mark below for each point with cases, taller with more of them. */
export function Trend({ points, label }: TrendProps) {
  const place = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    let plot: uPlot | undefined;

    function draw() {
      if (element === null) return;
      plot?.destroy();
      const accent = token(element, "--color-accent");
      const line = token(element, "--color-line");
      const soft = token(element, "--color-text-soft");
      const font = `11px ${token(element, "--font-sans")}`;
      const { bars } = uPlot.paths;
      const axis = { stroke: soft, font, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } };
      plot = new uPlot(
        {
          width: element.clientWidth,
          height: 240,
          legend: { show: false },
          cursor: { y: false },
          scales: { y: { range: (_, __, high) => [0, high === 0 ? 1 : high * 1.15] }, marks: { range: [0, 12] } },
          axes: [axis, { ...axis, size: 44 }],
          series: [
            {},
            {
              label,
              stroke: accent,
              width: 2,
              fill: token(element, "--color-accent-soft"),
              points: { show: true, size: 5, fill: accent },
              spanGaps: true,
            },
            {
              label: "Cases",
              scale: "marks",
              stroke: token(element, "--color-success"),
              width: 2,
              points: { show: false },
              ...(bars === undefined ? {} : { paths: bars({ size: [0.5, 6] }) }),
            },
          ],
        },
        [
          points.map(({ date }) => Date.parse(`${date}T00:00:00Z`) / 1000),
          points.map(({ value }) => value),
          points.map(({ n }) => (n === 0 ? null : Math.min(n, 6) / 3)),
        ],
        element,
      );
    }

    draw();
    const resized = new ResizeObserver(() => plot?.setSize({ width: element.clientWidth, height: 240 }));
    resized.observe(element);
    // The canvas has the colours of the moment it was drawn.
    const recoloured = new MutationObserver(draw);
    recoloured.observe(document.documentElement, { attributeFilter: ["data-mantine-color-scheme"] });
    return () => {
      resized.disconnect();
      recoloured.disconnect();
      plot?.destroy();
    };
  }, [points, label]);

  return <div ref={place} className="trend" role="img" aria-label={`${label}; "Show as table" has the numbers`} />;
}
