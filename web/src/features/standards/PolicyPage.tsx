import { NativeSelect } from "@mantine/core";
import { DecisionList } from "./DecisionList";
import { Mark } from "./Mark";
import { PolicyProblem } from "./PolicyProblem";
import { WhatIfPanel } from "./WhatIfPanel";
import { usePolicy, useSetPolicyMode, type Policy } from "./standards.queries";
import { gateWords, modeWords, policyModes } from "./words";
import { shortRef } from "@/shared/lib/refs";
import { CopyAs, CopyButton } from "@/shared/ui/CopyAs";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Page } from "@/shared/ui/Page";
import { FormError } from "@/shared/ui/Setting";
import { Skeleton } from "@/shared/ui/Skeleton";
import "@/shared/ui/mantine-inputs.css";
import "./standards.css";

interface PolicyPageProps {
  name: string;
  mayChange: boolean;
}

/** What a policy asks, its tests, and what it decided. */
export function PolicyPage({ name, mayChange }: PolicyPageProps) {
  const policy = usePolicy(name);
  return (
    <Page
      title={policy.data?.title ?? name}
      lead={policy.data?.description}
      actions={<CopyAs cli={`towpath policy get ${name}`} api={`/api/v1/policies/${name}`} />}
    >
      <div className="page-scroll guardrails">
        {policy.isPending && <Skeleton label="Loading the policy" lines={6} />}
        {policy.isError && <ErrorPanel error={policy.error} onRetry={() => void policy.refetch()} />}
        {policy.isSuccess && (
          <>
            <Asks policy={policy.data} mayChange={mayChange} />
            <Tests policy={policy.data} />
            <WhatIfPanel key={policy.data.version} policy={policy.data} />
            <section aria-label="Recent decisions" className="guardrails-part">
              <h2>Recent decisions</h2>
              <DecisionList filter={{ policy: name }} />
            </section>
          </>
        )}
      </div>
    </Page>
  );
}

interface AsksProps {
  policy: Policy;
  mayChange: boolean;
}

function Asks({ policy, mayChange }: AsksProps) {
  const change = useSetPolicyMode(policy.name);
  const match = Object.entries(policy.match);
  return (
    <section className="panel guardrails-finding" aria-label="What it asks">
      <header>
        <h2>What it asks</h2>
        <small className="soft">
          {policy.shipped ? "shipped" : "declared here"} · version <code className="mono">{policy.version}</code>
        </small>
        <CopyButton label="Copy the whole policy as YAML" text={policy.text} />
      </header>
      <PolicyProblem problem={policy.problem} />
      <pre className="mono guardrails-condition">{policy.condition}</pre>
      <dl>
        <div>
          <dt>At</dt>
          <dd>{policy.gates.map((gate) => gateWords[gate]).join(", ")}</dd>
        </div>
        {match.map(([what, values]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>{values.map(shortRef).join(", ")}</dd>
          </div>
        ))}
        {Object.keys(policy.parameters).length > 0 && (
          <div>
            <dt>Parameters</dt>
            <dd>
              <code className="mono">{JSON.stringify(policy.parameters)}</code>
            </dd>
          </div>
        )}
        <div>
          <dt>Not known</dt>
          <dd>{policy.unknown === "block" ? "counts as not met" : "is only shown"}</dd>
        </div>
        <div>
          <dt>It says</dt>
          <dd>{policy.message}</dd>
        </div>
        <div>
          <dt>Owner</dt>
          <dd>{policy.owner === null ? "nobody" : shortRef(policy.owner)}</dd>
        </div>
        <div>
          <dt>Waivers</dt>
          <dd>{policy.longestWaiverDays} days at most</dd>
        </div>
        <div>
          <dt>When not met</dt>
          <dd>
            {mayChange ? (
              <NativeSelect
                aria-label="When it is not met"
                size="xs"
                data={policyModes.map((value) => ({ value, label: modeWords[value] }))}
                value={policy.mode}
                disabled={change.isPending}
                onChange={(event) => {
                  const mode = policyModes.find((each) => each === event.currentTarget.value);
                  if (mode !== undefined) change.mutate(mode);
                }}
              />
            ) : (
              modeWords[policy.mode]
            )}
            <FormError error={change.error} />
          </dd>
        </div>
      </dl>
    </section>
  );
}

interface TestsProps {
  policy: Policy;
}

function Tests({ policy }: TestsProps) {
  return (
    <section className="panel guardrails-finding" aria-label="Tests">
      <header>
        <h2>Tests</h2>
        <small className="soft">They are run whenever the policy is saved.</small>
      </header>
      {policy.tests.length === 0 && <p className="soft">It has none.</p>}
      <ul className="guardrails-tests">
        {policy.tests.map(({ name, input, expect }) => (
          <li key={name}>
            <details>
              <summary>
                {name}{" "}
                <Mark
                  label={expect === "pass" ? "Met" : expect === "fail" ? "Not met" : "Not known"}
                  tone={expect === "pass" ? "success" : expect === "fail" ? "danger" : "warning"}
                />
              </summary>
              <pre className="mono">{JSON.stringify(input, null, 2)}</pre>
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}
