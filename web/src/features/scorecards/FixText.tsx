import { CopyButton } from "@/shared/ui/CopyAs";

interface FixTextProps {
  /** Markdown: paragraphs and code fences. */
  text: string;
}

/** How to make a check pass; what stands in code fences can be copied. */
export function FixText({ text }: FixTextProps) {
  return (
    <div className="fix-text">
      {text.split(/^```.*$/m).map((part, index) => {
        const body = part.replace(/^\n+|\n+$/g, "");
        if (body === "") return null;
        // Every second part stands between fences.
        return index % 2 === 0 ? (
          <p key={index} dir="auto">
            {body.replaceAll("`", "")}
          </p>
        ) : (
          <div key={index} className="fix-code">
            <pre className="mono">{body}</pre>
            <CopyButton label="Copy" text={body} />
          </div>
        );
      })}
    </div>
  );
}
