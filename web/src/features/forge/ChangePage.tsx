import { lazy, Suspense, useState } from "react";
import { ChangeBadge } from "./ChangeMark";
import { ChangeTexts } from "./ChangeTexts";
import { useChange, type ChangeDetail, type ChangePlace } from "./changes.queries";
import { Commits } from "./Commits";
import { Conversation } from "./Conversation";
import { MergePanel } from "./MergePanel";
import { shortRef } from "@/shared/lib/refs";
import { CopyAs } from "@/shared/ui/CopyAs";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Page } from "@/shared/ui/Page";
import { Segments } from "@/shared/ui/Segments";
import { Skeleton } from "@/shared/ui/Skeleton";
import { RelativeTime } from "@/shared/ui/Time";
import "./changes.css";

const DiffView = lazy(() => import("./DiffView").then((module) => ({ default: module.DiffView })));

export type ChangeTabName = "conversation" | "commits" | "files";

/** What of a change is looked at; the search part of its URL. */
export interface ChangeView {
  tab?: ChangeTabName;
  split?: boolean;
}

interface ChangePageProps {
  place: ChangePlace;
  view: ChangeView;
  onView: (view: ChangeView) => void;
}

/** One change: what it is, what is in its way, what people say and what it changes. */
export function ChangePage({ place, view, onView }: ChangePageProps) {
  const change = useChange(place);
  const title = `${place.name} #${String(place.number)}`;
  if (change.isPending)
    return (
      <Page title={title}>
        <Skeleton label="Loading the change" lines={8} />
      </Page>
    );
  if (change.isError)
    return (
      <Page title={title}>
        <ErrorPanel error={change.error} onRetry={() => void change.refetch()} />
      </Page>
    );
  return <KnownChange change={change.data} place={place} view={view} onView={onView} />;
}

interface KnownChangeProps extends ChangePageProps {
  change: ChangeDetail;
}

function KnownChange({ change, place, view, onView }: KnownChangeProps) {
  const [isEditing, setIsEditing] = useState(false);
  const tab = view.tab ?? "conversation";
  const spoken = change.threads.length + change.reviews.length;

  return (
    <Page
      title={change.title}
      mark={<ChangeBadge state={change.state} />}
      lead={
        <>
          {change.repository} #{change.number} · {shortRef(change.author)} takes{" "}
          <code className="mono">{change.source}</code> into <code className="mono">{change.target}</code> ·{" "}
          <RelativeTime at={change.createdAt} />
        </>
      }
      actions={
        <CopyAs
          cli={`towpath change show '${place.name}#${String(place.number)}'`}
          api={`/api/v1/repositories/${place.name}/changes/${String(place.number)}`}
        />
      }
    >
      <div className="change-tools">
        <Segments<ChangeTabName>
          label="Part of the change"
          segments={[
            { value: "conversation", label: "Conversation", count: spoken },
            { value: "commits", label: "Commits", count: change.commits },
            { value: "files", label: "Files" },
          ]}
          value={tab}
          onChange={(next) => {
            onView({ ...view, tab: next });
          }}
        />
      </div>
      {tab === "conversation" && (
        <div className="change-columns">
          <div className="change-main">
            <ChangeTexts change={change} place={place} isEditing={isEditing} onEditing={setIsEditing} />
            <Conversation change={change} place={place} />
          </div>
          <MergePanel change={change} place={place} />
        </div>
      )}
      {tab === "commits" && <Commits place={place} head={change.head} />}
      {tab === "files" && (
        <Suspense fallback={<Skeleton label="Loading the diff" lines={10} />}>
          <DiffView
            change={change}
            place={place}
            isSplit={view.split === true}
            onSplit={(split) => {
              onView({ ...view, split });
            }}
          />
        </Suspense>
      )}
    </Page>
  );
}
