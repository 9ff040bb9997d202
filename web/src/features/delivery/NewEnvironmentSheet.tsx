import { Button } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { useCreateEnvironment, type Environment } from "./delivery.queries";
import { Dialog } from "@/shared/ui/Dialog";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import "./delivery.css";

interface NewEnvironmentSheetProps {
  projects: string[];
  onClose: () => void;
}

const types: Environment["type"][] = ["ephemeral", "development", "staging", "production"];

export function NewEnvironmentSheet({ projects, onClose }: NewEnvironmentSheetProps) {
  const create = useCreateEnvironment();
  const [project, setProject] = useState(projects[0] ?? "");
  const [name, setName] = useState("");
  const [type, setType] = useState<Environment["type"]>("ephemeral");
  const [days, setDays] = useState("7");

  function submit(event: FormEvent) {
    event.preventDefault();
    const ttlSeconds = Math.round(Number(days) * 86_400);
    create.mutate(
      { project, name, type, ...(type === "ephemeral" && ttlSeconds > 0 ? { ttlSeconds } : {}) },
      { onSuccess: onClose },
    );
  }

  return (
    <Dialog isOpen onClose={onClose} title="New environment">
      <form className="sheet" onSubmit={submit}>
        <label className="sheet-field">
          Project
          <select
            value={project}
            onChange={(event) => {
              setProject(event.currentTarget.value);
            }}
          >
            {projects.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
        <label className="sheet-field">
          Name
          <input
            data-autofocus
            required
            autoComplete="off"
            value={name}
            onChange={(event) => {
              setName(event.currentTarget.value);
            }}
          />
        </label>
        <label className="sheet-field">
          Type
          <select
            value={type}
            onChange={(event) => {
              setType(types.find((each) => each === event.currentTarget.value) ?? "ephemeral");
            }}
          >
            {types.map((each) => (
              <option key={each} value={each}>
                {each === "ephemeral" ? "preview: goes by itself" : each}
              </option>
            ))}
          </select>
        </label>
        {type === "ephemeral" && (
          <label className="sheet-field">
            Days until it goes
            <input
              inputMode="decimal"
              value={days}
              onChange={(event) => {
                setDays(event.currentTarget.value);
              }}
            />
          </label>
        )}
        {create.isError && <ErrorPanel error={create.error} />}
        <footer className="sheet-foot">
          <code className="mono faint clip">towpath env create</code>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending}>
            Create environment
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
