import { CopyButton } from "@/shared/ui/CopyAs";

interface SecretOnceProps {
  /** What it is for: "GitHub needs it as the secret of its webhook." */
  children: string;
  secret: string;
}

/** A secret right after it was made. */
export function SecretOnce({ children, secret }: SecretOnceProps) {
  return (
    <div className="setting-once" role="status">
      <span>Copy the secret now; it is not shown again. {children}</span>
      <div>
        <code className="mono clip">{secret}</code>
        <CopyButton label="Copy the secret" text={secret} />
      </div>
    </div>
  );
}
