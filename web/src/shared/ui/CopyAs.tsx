import { ActionIcon, Button, Popover } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { sayEcho } from "@/shared/ui/echo";
import { IconCheck, IconCopy, IconTerminal2 } from "@/shared/ui/icons";
import "./copy.css";

interface CopyButtonProps {
  /** What the button is called: "Copy the log". */
  label: string;
  /** The text, or how to get it. */
  text: string | (() => Promise<string>);
  /** Instead of the usual sign. */
  icon?: ReactNode;
}

/** Copies and says so for two seconds. */
export function CopyButton({ label, text, icon }: CopyButtonProps) {
  const [isCopied, setIsCopied] = useState(false);

  async function copy() {
    await navigator.clipboard.writeText(typeof text === "string" ? text : await text());
    setIsCopied(true);
    sayEcho({ text: `Copied (${label})`, isHeardOnly: true });
    setTimeout(() => {
      setIsCopied(false);
    }, 2_000);
  }

  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="sm"
      aria-label={isCopied ? "Copied" : label}
      title={label}
      onClick={() => void copy()}
    >
      {isCopied ? <IconCheck size={15} /> : (icon ?? <IconCopy size={15} stroke={1.7} />)}
    </ActionIcon>
  );
}

interface CopyAsProps {
  /** The command line that shows or does the same as this page. */
  cli: string;
  /** Path and query of the API call. */
  api: string;
}

/** The page as a command and as a call: everything the portal does can be done without it. */
export function CopyAs({ cli, api }: CopyAsProps) {
  const call = `curl -H "Authorization: Bearer $TOWPATH_TOKEN" '${location.origin}${api}'`;
  return (
    <Popover position="bottom-end" width={460} trapFocus returnFocus>
      <Popover.Target>
        <Button size="xs" variant="default" leftSection={<IconTerminal2 size={15} stroke={1.7} />}>
          CLI and API
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="This page as a command and as a call">
        <dl className="copy-as">
          <dt>CLI</dt>
          <dd>
            <code className="mono">{cli}</code>
            <CopyButton label="Copy CLI" text={cli} />
          </dd>
          <dt>API</dt>
          <dd>
            <code className="mono">{call}</code>
            <CopyButton label="Copy API" text={call} />
          </dd>
        </dl>
      </Popover.Dropdown>
    </Popover>
  );
}
