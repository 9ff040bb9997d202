import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import type { EntityTabProps } from "./entityTabs";
import { ResourceList } from "@/features/delivery/ResourceList";
import { IconPlus } from "@/shared/ui/icons";

const AddResourceSheet = lazy(async () => ({
  default: (await import("@/features/delivery/AddResourceSheet")).AddResourceSheet,
}));

export function EntityResources({ name }: EntityTabProps) {
  const [isAdding, setAdding] = useState(false);
  const navigate = useNavigate();
  return (
    <section className="panel table-frame resources-frame" aria-label="Resources">
      <header className="resources-head">
        <Button
          size="xs"
          leftSection={<IconPlus size={14} />}
          onClick={() => {
            setAdding(true);
          }}
        >
          Add a resource
        </Button>
      </header>
      <ResourceList component={name} />
      {isAdding && (
        <Suspense>
          <AddResourceSheet
            component={name}
            onClose={() => {
              setAdding(false);
            }}
            onOpened={({ repository, number }) => {
              void navigate({
                to: "/repositories/$name/changes/$number",
                params: { name: repository, number: String(number) },
              });
            }}
          />
        </Suspense>
      )}
    </section>
  );
}
