import { useState } from "react";
import type { FormContext } from "./Field";
import { controlOf, FieldFrame } from "./FieldFrame";
import { idOf } from "./fields";
import { useSecretOptions, type FormField, type SecretAnswer } from "./golden_paths.queries";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";

interface SecretFieldProps {
  field: FormField;
  problem: string | undefined;
  form: FormContext;
}

/** Where a kept secret is, as people call it: "component.shop" is the component shop. */
function placeOf(scope: string): string {
  return scope.replace(/^component\./, "");
}

/** A secret answer in words that give nothing away. */
export function shownSecret(answer: SecretAnswer | undefined): string {
  if (answer === undefined) return "–";
  return answer.name === undefined ? "typed here, not shown" : `${answer.name} of ${placeOf(answer.scope ?? "")}`;
}

/** A question whose answer is typed, unseen, or taken from the secrets that are kept. It is never written down here. */
export function SecretField({ field, problem, form }: SecretFieldProps) {
  const answer = form.secrets[field.name];
  const [isKept, setIsKept] = useState(answer?.name !== undefined);
  const id = idOf(field.pointer);
  return (
    <FieldFrame field={field} problem={problem}>
      {isKept ? (
        <KeptSecrets field={field} problem={problem} form={form} />
      ) : (
        <input
          {...controlOf(field, problem)}
          className="field-input"
          type="password"
          autoComplete="new-password"
          spellCheck={false}
          readOnly={field.isReadOnly}
          placeholder={field.placeholder}
          value={answer?.value ?? ""}
          onChange={({ currentTarget: { value } }) => {
            form.onSecret(field.name, value === "" ? undefined : { value });
          }}
          onBlur={() => {
            form.onLeave(field.pointer);
          }}
        />
      )}
      <p className="field-secret-note">
        <span className="faint">Kept until this is made, in no draft, log or answer.</span>
        <button
          type="button"
          aria-controls={id}
          onClick={() => {
            form.onSecret(field.name, undefined);
            setIsKept(!isKept);
          }}
        >
          {isKept ? "Type it instead" : "Use one that is kept"}
        </button>
      </p>
    </FieldFrame>
  );
}

function KeptSecrets({ field, problem, form }: SecretFieldProps) {
  const secrets = useSecretOptions();
  const answer = form.secrets[field.name];
  const options = secrets.data?.items ?? [];
  const chosen = options.findIndex(({ scope, name }) => scope === answer?.scope && name === answer.name);
  if (secrets.isError) return <ErrorPanel error={secrets.error} onRetry={() => void secrets.refetch()} />;
  return (
    <select
      {...controlOf(field, problem)}
      className="field-input"
      disabled={secrets.isPending}
      value={chosen < 0 ? "" : String(chosen)}
      onChange={(event) => {
        const option = options[Number(event.currentTarget.value)];
        if (event.currentTarget.value === "" || option === undefined) form.onSecret(field.name, undefined);
        else form.onSecret(field.name, { scope: option.scope, name: option.name });
      }}
      onBlur={() => {
        form.onLeave(field.pointer);
      }}
    >
      <option value="">
        {secrets.data !== undefined && options.length === 0 ? "No secret is kept" : "Choose one"}
      </option>
      {options.map(({ scope, name }, index) => (
        <option key={`${scope}/${name}`} value={String(index)}>
          {name} of {placeOf(scope)}
        </option>
      ))}
    </select>
  );
}
