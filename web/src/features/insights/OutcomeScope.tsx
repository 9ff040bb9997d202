import { Button } from "@mantine/core";
import type { Scope } from "./insights.queries";
import { shortRef } from "@/shared/lib/refs";
import { Segments } from "@/shared/ui/Segments";

interface OutcomeScopeProps {
  scope: Scope;
  onScope: (scope: Scope) => void;
}

const lengths = [30, 90, 365];

/** How far back, and back to everybody's. */
export function OutcomeScope({ scope, onScope }: OutcomeScopeProps) {
  const { component, owner, days = 90 } = scope;
  return (
    <>
      {(component !== undefined || owner !== undefined) && (
        <Button
          size="xs"
          variant="default"
          onClick={() => {
            onScope(scope.days === undefined ? {} : { days });
          }}
        >
          Show everything
        </Button>
      )}
      <Segments
        label="Of the last"
        value={String(days)}
        segments={lengths.map((length) => ({ value: String(length), label: `${String(length)} days` }))}
        onChange={(value) => {
          onScope({ ...scope, days: Number(value) });
        }}
      />
    </>
  );
}

/** "payments", "shop", or that it is everything the reader may see. */
export function whoseText({ component, owner }: Scope): string {
  return component ?? (owner === undefined ? "everything you may see" : shortRef(owner));
}

/** The scope as the command line says it. */
export function scopeOptions({ component, owner, days }: Scope): string {
  return [
    component === undefined ? "" : ` --component ${component}`,
    owner === undefined ? "" : ` --team ${shortRef(owner)}`,
    days === undefined ? "" : ` --since ${String(days)}d`,
  ].join("");
}

/** The scope as a query: "?days=30", or "". */
export function scopeQuery({ component, owner, days }: Scope): string {
  const query = new URLSearchParams({
    ...(component === undefined ? {} : { component }),
    ...(owner === undefined ? {} : { owner }),
    ...(days === undefined ? {} : { days: String(days) }),
  }).toString();
  return query === "" ? "" : `?${query}`;
}
