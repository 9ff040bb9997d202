import { Tooltip } from "@mantine/core";
import { useEffect, useId, useRef, useState } from "react";
import type uPlot from "uplot";
import { formatExact } from "@/shared/lib/time";
import "./chart.css";

export interface Series {
  /** "95 %". */
  label: string;
  /** As long as the chart's times; null where nothing is known. */
  values: (number | null)[];
  /** Name of a colour token without "--color-". */
  color: "accent" | "success" | "warning" | "danger" | "text-faint";
}

interface ChartProps {
  /** What is shown: "Memory". */
  title: string;
  /** What exactly is measured, for those who point at the title. */
  definition: string;
  /** RFC 3339. */
  times: string[];
  series: Series[];
  /** A value with its unit: "12 MB". */
  format: (value: number) => string;
  /** Moments to mark, for example deployments. */
  marks?: { at: string; label: string }[];
}

const height = 170;
const ofDay = new Intl.DateTimeFormat("en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const ofYear = new Intl.DateTimeFormat("en", { month: "short", day: "numeric" });
const twoDays = 2 * 86_400;

/** Labels of the axis of time: hours, and days where it is long. */
function timeLabels(seconds: number[]): string[] {
  const format = (seconds.at(-1) ?? 0) - (seconds[0] ?? 0) > twoDays ? ofYear : ofDay;
  return seconds.map((each) => format.format(each * 1_000));
}

/** A line chart, with the same numbers as a table behind it. */
export function Chart({ title, definition, times, series, format, marks = [] }: ChartProps) {
  const [isTable, setIsTable] = useState(false);
  const id = useId();
  const last = series.map((each) => ({ ...each, value: each.values.findLast((value) => value !== null) ?? null }));
  return (
    <section className="panel chart" aria-labelledby={id}>
      <header className="chart-head">
        <Tooltip label={definition} multiline maw={280}>
          {/* The definition is for the keyboard too. */}
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <h2 id={id} tabIndex={0}>
            {title}
          </h2>
        </Tooltip>
        <ul className="chart-legend">
          {last.map((each) => (
            <li key={each.label} data-color={each.color}>
              <i aria-hidden />
              {each.label} <b className="tabular">{each.value === null ? "–" : format(each.value)}</b>
            </li>
          ))}
        </ul>
        <button
          type="button"
          className="chart-switch"
          aria-pressed={isTable}
          onClick={() => {
            setIsTable(!isTable);
          }}
        >
          Table
        </button>
      </header>
      {isTable ? (
        <NumberTable title={title} times={times} series={series} format={format} />
      ) : (
        <Plot title={title} times={times} series={series} format={format} marks={marks} />
      )}
    </section>
  );
}

type PlotProps = Required<Omit<ChartProps, "definition">>;

function Plot({ title, times, series, format, marks }: PlotProps) {
  const frame = useRef<HTMLDivElement>(null);
  // What the drawing reads while the reader moves over it.
  const latest = useRef({ format });
  useEffect(() => {
    latest.current = { format };
  });

  useEffect(() => {
    const target = frame.current;
    if (target === null) return;
    let plot: uPlot | undefined;
    let isGone = false;
    const seconds = times.map((time) => Date.parse(time) / 1_000);

    async function draw(into: HTMLElement) {
      const [{ default: Plotter }] = await Promise.all([import("uplot"), import("uplot/dist/uPlot.min.css")]);
      if (isGone) return;
      plot?.destroy();
      const style = getComputedStyle(document.documentElement);
      const token = (name: string) => style.getPropertyValue(`--color-${name}`).trim();
      const axis = {
        stroke: token("text-faint"),
        grid: { stroke: token("line"), width: 1 },
        ticks: { show: false },
        font: "11px Inter Variable, sans-serif",
      };
      const options: uPlot.Options = {
        width: into.clientWidth,
        height,
        padding: [8, 8, 0, 0],
        legend: { show: false },
        cursor: { y: false, points: { size: 6 } },
        scales: { y: { range: (_plot, _min, max) => [0, max > 0 ? max * 1.1 : 1] } },
        axes: [
          { ...axis, values: (_plot, values) => timeLabels(values) },
          { ...axis, size: 62, values: (_plot, values) => values.map((value) => latest.current.format(value)) },
        ],
        series: [
          {},
          ...series.map((each) => ({
            label: each.label,
            stroke: token(each.color),
            width: 1.6,
            points: { show: false },
            spanGaps: false,
          })),
        ],
        hooks: {
          draw: [
            (drawn) => {
              const { ctx, bbox } = drawn;
              ctx.save();
              ctx.strokeStyle = token("text-faint");
              ctx.setLineDash([3, 3]);
              for (const mark of marks) {
                const x = drawn.valToPos(Date.parse(mark.at) / 1_000, "x", true);
                if (x < bbox.left || x > bbox.left + bbox.width) continue;
                ctx.beginPath();
                ctx.moveTo(x, bbox.top);
                ctx.lineTo(x, bbox.top + bbox.height);
                ctx.stroke();
              }
              ctx.restore();
            },
          ],
          setCursor: [
            (moved) => {
              const index = moved.cursor.idx;
              if (index === null || index === undefined) return;
              const at = times[index];
              into.title =
                at === undefined
                  ? ""
                  : [
                      formatExact(at),
                      ...series.map((each) => {
                        const value = each.values[index];
                        return `${each.label}: ${typeof value === "number" ? latest.current.format(value) : "–"}`;
                      }),
                    ].join("\n");
            },
          ],
        },
      };
      plot = new Plotter(options, [seconds, ...series.map((each) => each.values)], into);
    }

    void draw(target);
    const sizes = new ResizeObserver(() => plot?.setSize({ width: target.clientWidth, height }));
    sizes.observe(target);
    // Colours are painted, so another scheme is another painting.
    const schemes = new MutationObserver(() => void draw(target));
    schemes.observe(document.documentElement, { attributeFilter: ["data-mantine-color-scheme"] });
    return () => {
      isGone = true;
      sizes.disconnect();
      schemes.disconnect();
      plot?.destroy();
    };
  }, [times, series, marks]);

  return (
    <div ref={frame} className="chart-plot" role="img" aria-label={`${title} over time; the table has the numbers`} />
  );
}

type NumberTableProps = Pick<ChartProps, "title" | "times" | "series" | "format">;

/** The newest first; moments without any value are left out. */
function NumberTable({ title, times, series, format }: NumberTableProps) {
  const rows = times
    .map((at, index) => ({ at, values: series.map((each) => each.values[index] ?? null) }))
    .filter((row) => row.values.some((value) => value !== null))
    .reverse();
  return (
    // It scrolls, so it takes the focus.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="chart-table" tabIndex={0} role="group" aria-label={`${title} in numbers`}>
      <table>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {series.map((each) => (
              <th key={each.label} scope="col">
                {each.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="tabular">
          {rows.map((row) => (
            <tr key={row.at}>
              <th scope="row">{formatExact(row.at)}</th>
              {row.values.map((value, index) => (
                <td key={index}>{value === null ? "–" : format(value)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length === 0 && <p className="faint">No values in this time.</p>}
    </div>
  );
}
