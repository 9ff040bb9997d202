import { Button } from "@mantine/core";
import { useTools, type Tool } from "./tools.queries";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Setting } from "@/shared/ui/Setting";
import { SettingList } from "@/shared/ui/SettingList";
import { StateMark } from "@/shared/ui/StateMark";
import "./runtimes.css";

/** Programs of others that drivers and runtimes call: which are on this machine, and what to do for the others. */
export function ToolSettings() {
  const tools = useTools();
  return (
    <Setting
      title="Tools"
      lead="Programs that drivers and runtimes call, on the server's machine. What is not there is only missed by who wants it."
    >
      <SettingList
        query={tools}
        loading="Looking for the tools"
        lines={6}
        empty={<EmptyState title="No tool is known.">Drivers of this server call no programs.</EmptyState>}
      >
        {(items) => items.map((tool) => <ToolRow key={tool.name} tool={tool} />)}
      </SettingList>
      {tools.isSuccess && (
        <div className="setting-form">
          <Button size="xs" variant="default" loading={tools.isFetching} onClick={() => void tools.refetch()}>
            Look again
          </Button>
        </div>
      )}
    </Setting>
  );
}

interface ToolRowProps {
  tool: Tool;
}

function ToolRow({ tool: { name, purpose, drivers, available, file, version, reason, advice } }: ToolRowProps) {
  return (
    <li className="runtime">
      <StateMark state={available ? "succeeded" : "skipped"} size={18} />
      <div>
        <b>{name}</b>{" "}
        <span className="soft">{available ? (version === "" ? "is there" : version) : "is not there"}</span>
        <p className="soft">
          {purpose}
          {drivers.length > 0 && ` Called by ${drivers.join(", ")}.`}
        </p>
        {reason !== "" && <p>{reason}</p>}
        {advice !== "" && <p>{advice}</p>}
        {file !== "" && <code className="mono faint">{file}</code>}
      </div>
    </li>
  );
}
