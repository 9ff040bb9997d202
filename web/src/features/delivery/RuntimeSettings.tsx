import { useRuntimeRules, useRuntimes, useSetRuntimeRule, type Runtime, type RuntimeRule } from "./runtimes.queries";
import { shortRef } from "@/shared/lib/refs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { FormError, Setting } from "@/shared/ui/Setting";
import { SettingList } from "@/shared/ui/SettingList";
import { StateMark } from "@/shared/ui/StateMark";
import { RelativeTime } from "@/shared/ui/Time";
import "./runtimes.css";

interface RuntimeSettingsProps {
  permissions: readonly string[];
}

/** What runs workloads: what this machine allows, and which of it each type of environment uses. */
export function RuntimeSettings({ permissions }: RuntimeSettingsProps) {
  const runtimes = useRuntimes();
  const rules = useRuntimeRules();
  const known = runtimes.data?.items ?? [];
  return (
    <>
      <Setting
        title="Which runtime serves"
        lead="For deployments from now on, by type of environment. What runs stays where it is."
      >
        <SettingList query={rules} loading="Loading the rules" lines={4}>
          {(items) =>
            items.map((rule) => (
              <RuleRow
                key={rule.environmentType}
                rule={rule}
                runtimes={known}
                isEditable={permissions.includes("runtime_rule.update")}
              />
            ))
          }
        </SettingList>
      </Setting>
      <Setting title="Runtimes" lead="Found out of the machine when the server was first asked for it.">
        <SettingList
          query={runtimes}
          loading="Asking the machine"
          empty={
            <EmptyState title="This server has no runtime.">
              Workloads cannot be started here. Look at the server&apos;s log.
            </EmptyState>
          }
        >
          {(items) => items.map((runtime) => <RuntimeRow key={runtime.name} runtime={runtime} />)}
        </SettingList>
      </Setting>
    </>
  );
}

interface RuleRowProps {
  rule: RuntimeRule;
  runtimes: readonly Runtime[];
  isEditable: boolean;
}

function RuleRow({ rule, runtimes, isEditable }: RuleRowProps) {
  const set = useSetRuntimeRule();
  const { environmentType, runtime, changedBy, changedAt } = rule;
  const used = runtimes.find(({ name }) => name === runtime);
  // What the rule names is among them also when the server no longer knows it.
  const names = [...new Set([...runtimes.map(({ name }) => name), runtime])];
  return (
    <li className="setting-row">
      <span className="setting-name">
        <b>{environmentType}</b>
        <small>
          {changedAt === null ? (
            "as it was installed"
          ) : (
            <>
              set by {shortRef(changedBy)} <RelativeTime at={changedAt} />
            </>
          )}
        </small>
        {used?.available === false && (
          <small className="runtime-problem">
            Deployments will fail: {used.reason} {used.advice}
          </small>
        )}
        <FormError error={set.error} />
      </span>
      {isEditable ? (
        <select
          aria-label={`Runtime of ${environmentType}`}
          value={set.isPending ? set.variables.runtime : runtime}
          disabled={set.isPending}
          onChange={(event) => {
            set.mutate({ type: environmentType, runtime: event.currentTarget.value });
          }}
        >
          {names.map((name) => (
            <option key={name} value={name}>
              {name}
              {runtimes.find((each) => each.name === name)?.available === false ? " (not there)" : ""}
            </option>
          ))}
        </select>
      ) : (
        <code className="mono">{runtime}</code>
      )}
    </li>
  );
}

interface RuntimeRowProps {
  runtime: Runtime;
}

function RuntimeRow({ runtime: { name, available, reason, advice, findings } }: RuntimeRowProps) {
  return (
    <li className="runtime">
      <StateMark state={available ? "succeeded" : "skipped"} size={18} />
      <div>
        <b>{name}</b> <span className="soft">{available ? "is there" : "is not there"}</span>
        {reason !== "" && <p>{reason}</p>}
        {advice !== "" && <p className="soft">{advice}</p>}
        {findings.length > 0 && (
          <dl aria-label={`What was found of ${name}`}>
            {findings.map((finding) => (
              <div key={finding.name}>
                <dt>{finding.name}</dt>
                <dd>{finding.value}</dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </li>
  );
}
