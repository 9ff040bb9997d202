import { useState } from "react";
import { DocReader } from "./DocReader";
import { parseRef } from "@/shared/lib/refs";

interface DocsTabProps {
  /** Reference of the entity whose documentation it is. */
  entity: { ref: string };
}

/** The documentation of an entity, on its own page: the same reader. */
export function DocsTab({ entity }: DocsTabProps) {
  const [hash] = useState(() => location.hash.slice(1));
  const set = parseRef(entity.ref);
  if (set === undefined) return null;
  return <DocReader set={set} path="" hash={hash} />;
}
