import { ActionIcon, Button, Popover } from "@mantine/core";
import { useState, type SyntheticEvent } from "react";
import { parseCatalogFilter, type CatalogFilter } from "./catalog.queries";
import { useDeleteView, useSaveView, useViews } from "./views.queries";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { IconBookmark, IconX } from "@/shared/ui/icons";
import "./catalog.css";

interface ViewMenuProps {
  filter: CatalogFilter;
  onFilter: (filter: CatalogFilter) => void;
}

/** Ways to see the catalog that somebody keeps under a name. */
export function ViewMenu({ filter, onFilter }: ViewMenuProps) {
  const [isOpen, setIsOpen] = useState(false);
  const [name, setName] = useState("");
  const views = useViews();
  const save = useSaveView();
  const remove = useDeleteView();
  const query = new URLSearchParams({ ...filter }).toString();
  const current = views.data?.items.find((view) => view.query === query);

  function keep(event: SyntheticEvent) {
    event.preventDefault();
    save.mutate(
      { name, query },
      {
        onSuccess: () => {
          setName("");
        },
      },
    );
  }

  return (
    <Popover opened={isOpen} onChange={setIsOpen} position="bottom-end" width={290} trapFocus returnFocus>
      <Popover.Target>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconBookmark size={15} stroke={1.7} />}
          onClick={() => {
            setIsOpen(!isOpen);
          }}
        >
          {current?.name ?? "Views"}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Saved views">
        <ul className="filter-options">
          {(views.data?.items ?? []).map((view) => (
            <li key={view.name} className="view-row">
              <button
                type="button"
                aria-pressed={view.query === query}
                onClick={() => {
                  setIsOpen(false);
                  onFilter(parseCatalogFilter(Object.fromEntries(new URLSearchParams(view.query))));
                }}
              >
                <span className="clip">{view.name}</span>
              </button>
              <ActionIcon
                variant="subtle"
                color="gray"
                size="sm"
                aria-label={`Delete the view ${view.name}`}
                onClick={() => {
                  remove.mutate(view.name);
                }}
              >
                <IconX size={13} />
              </ActionIcon>
            </li>
          ))}
          {views.data?.items.length === 0 && <li className="faint filter-nothing">No saved views yet</li>}
        </ul>
        <form className="view-form" onSubmit={keep}>
          <input
            className="text-filter"
            aria-label="Name of the view"
            placeholder="Name of this view"
            maxLength={80}
            value={name}
            onChange={(event) => {
              setName(event.currentTarget.value);
            }}
          />
          <Button size="xs" type="submit" disabled={name.trim() === ""} loading={save.isPending}>
            Save
          </Button>
        </form>
        {save.isError && <ErrorPanel error={save.error} />}
        {remove.isError && <ErrorPanel error={remove.error} />}
      </Popover.Dropdown>
    </Popover>
  );
}
