import { useDocQuality } from "./docs.queries";
import type { EntityParts } from "@/shared/lib/refs";
import { RelativeTime } from "@/shared/ui/Time";

interface StaleMarkProps {
  set: EntityParts;
  page: string;
}

/** Says that the code went on while the page did not. Nothing else is shown: most pages are fine. */
export function StaleMark({ set, page }: StaleMarkProps) {
  const { data } = useDocQuality(set);
  const change = data?.pages.find(({ path }) => path === page);
  const codeChangedAt = data?.codeChangedAt ?? null;
  if (change?.stale !== true || change.changedAt === null || codeChangedAt === null) return null;
  return (
    <p className="doc-stale" role="note">
      This page may be out of date: it was last changed <RelativeTime at={change.changedAt} />, the code beside it{" "}
      <RelativeTime at={codeChangedAt} />.
    </p>
  );
}
