import { Link } from "@tanstack/react-router";
import { useCallback } from "react";
import { useRepositories, type Repository } from "./changes.queries";
import { CopyAs } from "@/shared/ui/CopyAs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { IconGitFork } from "@/shared/ui/icons";
import { Owner } from "@/shared/ui/Owner";
import { Page } from "@/shared/ui/Page";
import { KeyHint } from "@/shared/ui/Segments";
import { Skeleton } from "@/shared/ui/Skeleton";
import { RelativeTime } from "@/shared/ui/Time";
import { VirtualTable, type Column } from "@/shared/ui/VirtualTable";
import "./changes.css";

const columns: Column<Repository>[] = [
  {
    key: "name",
    header: "Repository",
    track: "minmax(220px, 1.6fr)",
    render: (repository) => (
      <Link className="row-link" to="/repositories/$name" params={{ name: repository.name }}>
        <IconGitFork size={17} stroke={1.7} aria-hidden />{" "}
        <span className="row-text">
          <span className="row-title">
            {repository.name}
            {repository.isObserveOnly && (
              <>
                {" "}
                <span className="observed-mark">Observed only</span>
              </>
            )}
          </span>
          <span className="row-note">
            {repository.description === "" ? repository.project : repository.description}
          </span>
        </span>
      </Link>
    ),
  },
  {
    key: "owner",
    header: "Owner",
    track: "minmax(120px, 0.7fr)",
    render: (repository) => <Owner owner={repository.owner} />,
  },
  {
    key: "branch",
    header: "Default branch",
    track: "128px",
    isMinor: true,
    render: (repository) => <code className="mono clip">{repository.defaultBranch}</code>,
  },
  {
    key: "changes",
    header: "Open changes",
    track: "116px",
    isEnd: true,
    render: (repository) =>
      repository.openChanges === 0 ? (
        <span className="faint">0</span>
      ) : (
        <span className="tabular">{repository.openChanges}</span>
      ),
  },
  {
    key: "pushed",
    header: "Last push",
    track: "104px",
    isEnd: true,
    isMinor: true,
    render: (repository) =>
      repository.pushedAt === null ? (
        <span className="faint">–</span>
      ) : (
        <span className="soft">
          <RelativeTime at={repository.pushedAt} />
        </span>
      ),
  },
];

/** Every repository one may see. */
export function RepositoriesPage() {
  return (
    <Page
      title="Repositories"
      lead="Where the code lives: clone, branches, what they demand of changes."
      actions={<CopyAs cli="towpath repo list" api="/api/v1/repositories" />}
    >
      <section className="panel table-frame" aria-label="Repositories">
        <RepositoryList />
      </section>
    </Page>
  );
}

function RepositoryList() {
  const repositories = useRepositories();
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = repositories;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [fetchNextPage, hasNextPage, isFetchingNextPage]);

  if (repositories.isPending) return <Skeleton label="Loading repositories" />;
  if (repositories.isError)
    return <ErrorPanel error={repositories.error} onRetry={() => void repositories.refetch()} />;
  const rows = repositories.data.pages.flatMap((page) => page.items);
  const total = repositories.data.pages[0]?.total ?? rows.length;
  if (rows.length === 0)
    return (
      <EmptyState title="No repositories yet." action={<code className="feedback-hint mono">towpath new</code>}>
        A service made from a golden path has its repository; an empty one is made with towpath repo create.
      </EmptyState>
    );
  return (
    <>
      <VirtualTable
        label="Repositories"
        columns={columns}
        rows={rows}
        rowKey={(repository) => repository.id}
        total={total}
        onEnd={onEnd}
      />
      <footer className="table-foot">
        <span className="tabular" role="status">
          {total.toLocaleString("en")} {total === 1 ? "repository" : "repositories"}
        </span>
        <KeyHint keys={["J", "K"]}>move</KeyHint>
        <KeyHint keys={["Enter"]}>open</KeyHint>
      </footer>
    </>
  );
}
