import { CopyButton } from "./CopyAs";
import "./setting.css";

interface SecretOnceProps {
  /** What it is: "secret", "token", "link". */
  noun: string;
  secret: string;
  /** What it is for, or how long it works: "GitHub needs it as the secret of its webhook." */
  children?: string;
}

/** A secret right after it was made. */
export function SecretOnce({ noun, secret, children }: SecretOnceProps) {
  return (
    <div className="setting-once" role="status">
      <span>
        Copy the {noun} now; it is not shown again. {children}
      </span>
      <div>
        <code className="mono">{secret}</code>
        <CopyButton label={`Copy the ${noun}`} text={secret} />
      </div>
    </div>
  );
}
