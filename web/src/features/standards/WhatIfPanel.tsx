import { Button, Textarea } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Mark } from "./Mark";
import { useReplay, type Policy, type Replay } from "./standards.queries";
import { effectWords, gateWords } from "./words";
import { shortRef } from "@/shared/lib/refs";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { RelativeTime } from "@/shared/ui/Time";
import "@/shared/ui/mantine-inputs.css";

interface WhatIfPanelProps {
  policy: Policy;
}

/** A changed policy over what was decided before: nothing is saved. */
export function WhatIfPanel({ policy }: WhatIfPanelProps) {
  const [text, setText] = useState(policy.text);
  const replay = useReplay();
  return (
    <section className="panel guardrails-finding" aria-label="What if">
      <header>
        <h2>What if</h2>
        <small className="soft">
          Change it and replay it over the decisions of the last 90 days. Nothing is saved.
        </small>
      </header>
      <Textarea
        aria-label="The policy as YAML"
        classNames={{ input: "mono" }}
        rows={12}
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
        }}
      />
      <div className="guardrails-buttons">
        <Button
          size="xs"
          loading={replay.isPending}
          onClick={() => {
            replay.mutate({ text, fileName: `${policy.name}.yaml` });
          }}
        >
          Replay
        </Button>
        {text !== policy.text && (
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              setText(policy.text);
              replay.reset();
            }}
          >
            As it is now
          </Button>
        )}
      </div>
      {replay.isError && <ErrorPanel error={replay.error} />}
      {replay.isSuccess && <Outcome replay={replay.data} />}
    </section>
  );
}

interface OutcomeProps {
  replay: Replay;
}

function Outcome({ replay }: OutcomeProps) {
  return (
    <div role="status">
      <p className="soft">
        {replay.replayed.toLocaleString("en")} decisions in {replay.milliseconds.toLocaleString("en")} ms,{" "}
        {replay.asked.toLocaleString("en")} of them asked by this policy
        {replay.cut && "; older ones were left out"}
        {replay.skipped > 0 && `; ${String(replay.skipped)} kept no input`}.
      </p>
      {replay.groups.length === 0 && <p>Nothing would have been decided otherwise.</p>}
      <ul className="guardrails-list">
        {replay.groups.map(({ gate, team, stops, lets, advises, quiet }) => (
          <li key={`${gate} ${team ?? ""}`}>
            <span>
              {gateWords[gate]} · {team === null ? "no team" : shortRef(team)}
            </span>
            <span>
              {[
                [stops, "would be stopped"],
                [lets, "would be let through"],
                [advises, "would be advised"],
                [quiet, "would hear nothing"],
              ]
                .filter(([count]) => count !== 0)
                .map(([count, what]) => `${String(count)} ${String(what)}`)
                .join(", ")}
            </span>
          </li>
        ))}
      </ul>
      {replay.changes.length > 0 && (
        <details>
          <summary>Which ones</summary>
          <ul className="guardrails-list">
            {replay.changes.map(({ decision, gate, subject, environment, effect, at }) => (
              <li key={decision}>
                <Link className="row-link" to="/guardrails/decisions/$id" params={{ id: decision }}>
                  <span className="row-title">
                    {gateWords[gate]} {shortRef(subject)}
                    {environment === null ? "" : ` to ${environment}`}
                  </span>
                </Link>
                <Mark {...effectWords[effect]} />
                <RelativeTime at={at} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
