import { Button, Checkbox, TextInput } from "@mantine/core";
import { useState } from "react";
import { useProtect, type Protection } from "./changes.queries";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import "@/shared/ui/mantine-inputs.css";
import "./changes.css";

interface ProtectionFormProps {
  repository: string;
  protection: Protection;
}

/** What a branch demands of changes. The server says who may set it. */
export function ProtectionForm({ repository, protection }: ProtectionFormProps) {
  const protect = useProtect(repository);
  const [wanted, setWanted] = useState(protection);
  const isChanged = JSON.stringify(wanted) !== JSON.stringify(protection);

  const flags = [
    ["requiresChange", "Nobody pushes to it: everything comes by a change"],
    ["requiresOwnerApproval", "Code owners must approve what they own"],
    ["requiresResolvedThreads", "Every thread must be resolved"],
  ] as const;

  return (
    <form
      className="panel repository-part"
      aria-labelledby="repository-protection"
      onSubmit={(event) => {
        event.preventDefault();
        protect.mutate(wanted);
      }}
    >
      <h2 id="repository-protection">What {protection.branch} demands</h2>
      <TextInput
        label="Approvals"
        description="How many people must have approved the present commit"
        type="number"
        min={0}
        max={10}
        value={String(wanted.requiredApprovals)}
        onChange={(event) => {
          setWanted({ ...wanted, requiredApprovals: Number(event.currentTarget.value) });
        }}
      />
      <TextInput
        label="Checks"
        description="Names of workflows that must have succeeded, separated by commas"
        defaultValue={protection.requiredChecks.join(", ")}
        onChange={(event) => {
          const names = event.currentTarget.value.split(",").map((name) => name.trim());
          setWanted({ ...wanted, requiredChecks: names.filter((name) => name !== "") });
        }}
      />
      {flags.map(([key, label]) => (
        <Checkbox
          key={key}
          size="xs"
          label={label}
          checked={wanted[key]}
          onChange={(event) => {
            setWanted({ ...wanted, [key]: event.currentTarget.checked });
          }}
        />
      ))}
      {protect.isError && <ErrorPanel error={protect.error} />}
      <div className="form-actions">
        <Button type="submit" size="xs" disabled={!isChanged} loading={protect.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}
