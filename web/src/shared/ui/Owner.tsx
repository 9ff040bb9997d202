import type { CSSProperties } from "react";
import { shortRef } from "@/shared/lib/refs";
import "./owner.css";

interface TintProps {
  /** Decides the tint, so that one owner looks the same everywhere. */
  name: string;
  size?: number;
}

/** A square with initials. */
export function Tint({ name, size = 20 }: TintProps) {
  const sum = [...name].reduce((total, letter) => total + letter.charCodeAt(0), 0);
  const initials = name
    .split(/[\s._/-]+/)
    .map((word) => word.charAt(0))
    .join("")
    .slice(0, size > 22 ? 2 : 1);
  const style: CSSProperties = { background: `var(--tint-${String(sum % 8)})`, inlineSize: size, blockSize: size };
  return (
    <span className="tint" style={style} aria-hidden>
      {initials.toUpperCase()}
    </span>
  );
}

interface OwnerProps {
  /** Reference of a group or user; null when nobody is named. */
  owner: string | null;
}

export function Owner({ owner }: OwnerProps) {
  if (owner === null) return <span className="faint">no owner</span>;
  const name = shortRef(owner);
  return (
    <span className="owner" title={owner}>
      <Tint name={name} />
      <span className="clip">{name}</span>
    </span>
  );
}
