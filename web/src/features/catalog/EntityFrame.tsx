import type { ReactNode } from "react";
import type { EntityDetail } from "./catalog.queries";
import { EntityLink } from "./EntityLink";
import { KindIcon } from "./KindIcon";
import { Lifecycle } from "./Lifecycle";
import { CopyAs } from "@/shared/ui/CopyAs";
import { Owner } from "@/shared/ui/Owner";
import { Page } from "@/shared/ui/Page";
import { Tabs, type Tab } from "@/shared/ui/Tabs";
import "./catalog.css";

interface EntityFrameProps {
  entity: EntityDetail;
  /** How it is, where that is known. */
  health: ReactNode;
  /** What the open tab is as a command and as a call. */
  copy: { cli: string; api: string };
  tabs: Tab[];
  current: string;
  href: (tab: string) => string;
  onTab: (tab: string) => void;
  onIntent: (tab: string) => void;
  /** What the open tab shows. */
  children: ReactNode;
}

/** The page of an entity: the same shape for every kind. */
export function EntityFrame({ entity, health, copy, children, ...tabs }: EntityFrameProps) {
  const title = entity.title ?? entity.name;
  return (
    <Page
      title={title}
      mark={<KindIcon kind={entity.kind} type={entity.type} />}
      lead={
        <span className="entity-line">
          <span>{entity.type === null ? entity.kind : `${entity.kind} · ${entity.type}`}</span>
          {entity.owner !== null && <EntityLink target={entity.owner} label={<Owner owner={entity.owner} />} />}
          {entity.lifecycle !== null && <Lifecycle value={entity.lifecycle} />}
          {health}
        </span>
      }
      actions={<CopyAs cli={copy.cli} api={copy.api} />}
    >
      <Tabs label={title} {...tabs}>
        {children}
      </Tabs>
    </Page>
  );
}
