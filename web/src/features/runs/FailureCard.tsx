import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { LogRow } from "./LogRow";
import type { Explanation, RunDetail } from "./runs.queries";
import type { RunView } from "./RunPage";
import { CopyButton } from "@/shared/ui/CopyAs";
import { IconAlertTriangle } from "@/shared/ui/icons";

interface FailureCardProps {
  run: RunDetail;
  onView: (view: RunView) => void;
}

/** Why the run failed and what to do, before anything else: as the server explains it. */
export function FailureCard({ run, onView }: FailureCardProps) {
  const { explanation, error } = run;
  if (explanation === null) {
    return error === null ? null : (
      <section className="failure" aria-label="Why it failed">
        <Head summary={error.message} code={error.code} />
        <Why run={run.id} code={error.code} />
        {error.hint !== null && <p className="failure-next">{error.hint}</p>}
      </section>
    );
  }
  const { step } = explanation;
  // A message that only repeats the summary says nothing more.
  const more = explanation.error.message === explanation.summary ? undefined : explanation.error.message;
  return (
    <section className="failure" aria-label="Why it failed">
      <Head summary={explanation.summary} code={explanation.error.code} />
      {more !== undefined && <p className="failure-message">{more}</p>}
      {step !== null && explanation.lines.length > 0 && (
        <Lines
          explanation={explanation}
          onLine={(line) => {
            onView({ node: explanation.node, step: step.index, line });
          }}
        />
      )}
      <div className="failure-next">
        <p>
          <b>What to do</b> {explanation.nextAction}
        </p>
        <Why run={run.id} code={explanation.error.code} />
        <CopyButton label="Copy what to do" text={explanation.nextAction} />
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => {
            onView(step === null ? { node: explanation.node } : { node: explanation.node, step: step.index });
          }}
        >
          Show where
        </Button>
      </div>
    </section>
  );
}

interface WhyProps {
  run: string;
  code: string;
}

/** Where a guardrail stopped it: what it decided, and from what. */
function Why({ run, code }: WhyProps) {
  if (!code.startsWith("policy.")) return null;
  return (
    <Link className="text-link" to="/guardrails" search={{ about: `run:${run}` }}>
      Why?
    </Link>
  );
}

interface HeadProps {
  summary: string;
  code: string;
}

function Head({ summary, code }: HeadProps) {
  return (
    <div className="failure-head">
      <IconAlertTriangle size={17} stroke={1.8} aria-hidden />
      <h2>{summary}</h2>
      <code className="mono faint">{code}</code>
    </div>
  );
}

interface LinesProps {
  explanation: Explanation;
  onLine: (line: number) => void;
}

function Lines({ explanation, onLine }: LinesProps) {
  return (
    // Long lines scroll sideways, so it takes the focus.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="failure-lines" role="group" aria-label="What it wrote" tabIndex={0}>
      {explanation.lines.map((line) => (
        <div key={line.n} className="failure-line">
          <LogRow
            n={line.n}
            line={line}
            hasTime={false}
            find=""
            group={undefined}
            onLink={() => {
              onLine(line.n);
            }}
            onToggle={() => undefined}
          />
        </div>
      ))}
    </div>
  );
}
