import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { parseRef } from "@/shared/lib/refs";

interface EntityLinkProps {
  /** A reference; what is not one is text. */
  target: string;
  label: ReactNode;
}

export function EntityLink({ target, label }: EntityLinkProps) {
  const parts = parseRef(target);
  if (parts === undefined) return <span>{label}</span>;
  return (
    <Link className="text-link" title={target} to="/catalog/$kind/$namespace/$name" params={{ ...parts }}>
      {label}
    </Link>
  );
}
