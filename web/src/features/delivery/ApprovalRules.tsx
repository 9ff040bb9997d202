import { Button } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { useApprovalRules, useSetApprovalRule, type ApprovalRule } from "./approvals.queries";
import { shortRef } from "@/shared/lib/refs";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { FormError, Setting } from "@/shared/ui/Setting";
import { Skeleton } from "@/shared/ui/Skeleton";

interface ApprovalRulesProps {
  isEditable: boolean;
}

function inWords({ required, fourEyes, approvers }: ApprovalRule): string {
  if (required === 0) return "Nobody needs to agree.";
  const who = approvers.length === 0 ? "somebody of the team" : approvers.map(shortRef).join(" or ");
  const count = required === 1 ? "One approval" : `${String(required)} approvals`;
  return `${count} by ${who}${fourEyes ? ", not by who asked" : ""}.`;
}

/** Who must agree before something is deployed, by type of environment. */
export function ApprovalRules({ isEditable }: ApprovalRulesProps) {
  const rules = useApprovalRules();
  const [edited, setEdited] = useState<string>();
  return (
    <Setting
      title="Who must agree"
      lead="For deployments and promotions planned from now on. Rollbacks, restarts and stops never wait."
    >
      {rules.isPending && <Skeleton label="Loading the rules" lines={4} />}
      {rules.isError && <ErrorPanel error={rules.error} onRetry={() => void rules.refetch()} />}
      <ul className="setting-list">
        {(rules.data?.items ?? []).map((rule) => (
          <li key={rule.environmentType} className="setting-row">
            <span className="setting-name">
              <b>{rule.environmentType}</b>
              <small>{inWords(rule)}</small>
            </span>
            {isEditable && edited !== rule.environmentType && (
              <Button
                size="compact-xs"
                variant="default"
                aria-label={`Change the rule of ${rule.environmentType}`}
                onClick={() => {
                  setEdited(rule.environmentType);
                }}
              >
                Change
              </Button>
            )}
            {edited === rule.environmentType && (
              <RuleForm
                rule={rule}
                onDone={() => {
                  setEdited(undefined);
                }}
              />
            )}
          </li>
        ))}
      </ul>
    </Setting>
  );
}

interface RuleFormProps {
  rule: ApprovalRule;
  onDone: () => void;
}

function RuleForm({ rule, onDone }: RuleFormProps) {
  const [required, setRequired] = useState(String(rule.required));
  const [fourEyes, setFourEyes] = useState(rule.fourEyes);
  const [approvers, setApprovers] = useState(rule.approvers.join(", "));
  const set = useSetApprovalRule(rule.environmentType);

  function submit(event: FormEvent) {
    event.preventDefault();
    const groups = approvers
      .split(",")
      .map((each) => each.trim())
      .filter((each) => each !== "");
    const { expiresAfterSeconds } = rule;
    set.mutate({ required: Number(required), fourEyes, approvers: groups, expiresAfterSeconds }, { onSuccess: onDone });
  }

  return (
    <form className="approval-rule" aria-label={`Rule of ${rule.environmentType}`} onSubmit={submit}>
      <label>
        Approvals
        <select
          value={required}
          onChange={(event) => {
            setRequired(event.currentTarget.value);
          }}
        >
          {["0", "1", "2", "3", "4", "5"].map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      </label>
      <label>
        By these groups
        <input
          className="text-filter"
          placeholder="whoever may deploy there"
          value={approvers}
          onChange={(event) => {
            setApprovers(event.currentTarget.value);
          }}
        />
      </label>
      <label className="approval-check">
        <input
          type="checkbox"
          checked={fourEyes}
          onChange={(event) => {
            setFourEyes(event.currentTarget.checked);
          }}
        />
        Not by who asked
      </label>
      <Button type="submit" size="compact-sm" loading={set.isPending}>
        Save
      </Button>
      <Button size="compact-sm" variant="default" onClick={onDone}>
        Cancel
      </Button>
      <FormError error={set.error} />
    </form>
  );
}
