import type { ReactNode } from "react";
import "./setting.css";

interface SettingProps {
  title: string;
  /** One sentence: what it is for. */
  lead?: string | undefined;
  children: ReactNode;
}

/** A part of a settings page: what it is, and its fields or list. */
export function Setting({ title, lead, children }: SettingProps) {
  return (
    <section className="setting panel" aria-label={title}>
      <header>
        <h2>{title}</h2>
        {lead !== undefined && <p>{lead}</p>}
      </header>
      {children}
    </section>
  );
}

interface FormErrorProps {
  error: Error | null;
}

/** Why what was asked for was refused. */
export function FormError({ error }: FormErrorProps) {
  if (error === null) return null;
  return (
    <p className="form-error" role="alert">
      {error.message}
    </p>
  );
}
