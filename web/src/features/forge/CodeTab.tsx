import { Button } from "@mantine/core";
import { useState } from "react";
import { useBranches, useCommits, useTree, type TreeEntry } from "./code.queries";
import { FileView } from "./FileView";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { FilterMenu } from "@/shared/ui/FilterMenu";
import { IconChevronDown, IconChevronRight, IconFile, IconFolder } from "@/shared/ui/icons";
import { Segments } from "@/shared/ui/Segments";
import { Skeleton } from "@/shared/ui/Skeleton";
import { RelativeTime } from "@/shared/ui/Time";
import "./code.css";

interface CodeTabProps {
  /** Name of the repository; undefined when there is none. */
  repository: string | undefined;
  search: Record<string, unknown>;
  onSearch: (search: Record<string, unknown>) => void;
}

const views = [
  { value: "files", label: "Files" },
  { value: "commits", label: "Commits" },
];

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The files and commits of a repository. Branch, file and line stand in the address. */
export function CodeTab({ repository = "", search, onSearch }: CodeTabProps) {
  const branches = useBranches(repository);
  const ref = text(search["ref"]);
  const path = text(search["path"]);
  const view = search["view"] === "commits" ? "commits" : "files";
  const line = typeof search["line"] === "number" ? search["line"] : undefined;

  function change(changes: Record<string, unknown>) {
    const next = Object.fromEntries(
      Object.entries({ ...search, ...changes }).filter(([, value]) => value !== undefined && value !== ""),
    );
    onSearch(next);
  }

  if (branches.isError) {
    return (
      <div className="panel">
        <ErrorPanel error={branches.error} onRetry={() => void branches.refetch()} />
      </div>
    );
  }
  if (branches.data?.items.length === 0) {
    return (
      <div className="panel">
        <EmptyState title="The repository has no commits yet." action={<code className="mono">git push</code>}>
          Files appear here with the first push.
        </EmptyState>
      </div>
    );
  }
  const current = branches.data?.items.find((branch) => (ref === "" ? branch.isDefault : branch.name === ref));
  return (
    <section className="panel code" aria-label={`Code of ${repository}`}>
      <div className="table-tools">
        <Segments
          label="Show"
          segments={views}
          value={view}
          onChange={(value) => {
            change({ view: value === "files" ? undefined : value, line: undefined });
          }}
        />
        <FilterMenu
          label="Branch"
          value={current?.name ?? ref}
          options={(branches.data?.items ?? []).map((branch) => ({ value: branch.name, label: branch.name, count: 0 }))}
          onChange={(value) => {
            change({ ref: value, line: undefined });
          }}
        />
        {path !== "" && <code className="mono clip">{path}</code>}
        {current !== undefined && (
          <span className="faint table-tools-end">
            at <code className="mono">{current.commit.slice(0, 8)}</code>
          </span>
        )}
      </div>
      {view === "commits" ? (
        <Commits repository={repository} gitRef={ref} path={path} />
      ) : (
        <div className="code-columns">
          <nav className="code-tree" aria-label="Files">
            <Folder
              repository={repository}
              gitRef={ref}
              path=""
              current={path}
              onFile={(file) => {
                change({ path: file, line: undefined });
              }}
            />
          </nav>
          <FileView
            key={`${ref} ${path}`}
            repository={repository}
            gitRef={ref}
            path={path}
            line={line}
            onLine={(next) => {
              change({ line: next });
            }}
          />
        </div>
      )}
    </section>
  );
}

interface FolderProps {
  repository: string;
  gitRef: string;
  path: string;
  current: string;
  onFile: (path: string) => void;
}

function Folder({ repository, gitRef, path, current, onFile }: FolderProps) {
  const tree = useTree(repository, gitRef, path);
  if (tree.isError) return <ErrorPanel error={tree.error} onRetry={() => void tree.refetch()} />;
  if (tree.data === undefined) return <Skeleton label={`Loading ${path === "" ? repository : path}`} lines={4} />;
  const items = [...tree.data.items].sort(
    (a, b) => Number(b.isFolder) - Number(a.isFolder) || a.name.localeCompare(b.name, "en"),
  );
  return (
    <ul>
      {items.map((entry) => (
        <li key={entry.path}>
          {entry.isFolder ? (
            <Branch entry={entry} repository={repository} gitRef={gitRef} current={current} onFile={onFile} />
          ) : (
            <button
              type="button"
              aria-current={entry.path === current ? "true" : undefined}
              onClick={() => {
                onFile(entry.path);
              }}
            >
              <IconFile size={14} stroke={1.6} aria-hidden />
              <span className="clip">{entry.name}</span>
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

interface BranchProps extends Omit<FolderProps, "path"> {
  entry: TreeEntry;
}

function Branch({ entry, ...rest }: BranchProps) {
  const [isOpen, setIsOpen] = useState(rest.current.startsWith(`${entry.path}/`));
  return (
    <>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => {
          setIsOpen(!isOpen);
        }}
      >
        {isOpen ? <IconChevronDown size={12} aria-hidden /> : <IconChevronRight size={12} aria-hidden />}
        <IconFolder size={14} stroke={1.6} aria-hidden />
        <span className="clip">{entry.name}</span>
      </button>
      {isOpen && <Folder {...rest} path={entry.path} />}
    </>
  );
}

interface CommitsProps {
  repository: string;
  gitRef: string;
  path: string;
}

function Commits({ repository, gitRef, path }: CommitsProps) {
  const commits = useCommits(repository, gitRef, path);
  if (commits.isError) return <ErrorPanel error={commits.error} onRetry={() => void commits.refetch()} />;
  if (commits.data === undefined) return <Skeleton label="Loading commits" />;
  return (
    <div className="code-commits">
      <ul>
        {commits.data.pages
          .flatMap((page) => page.items)
          .map((commit) => (
            <li key={commit.sha}>
              <span className="row-title">{commit.message.split("\n", 1)[0]}</span>
              <span className="row-note">
                {commit.author.name} · <RelativeTime at={commit.committedAt} />
              </span>
              <code className="mono faint" title={commit.sha}>
                {commit.sha.slice(0, 8)}
              </code>
            </li>
          ))}
      </ul>
      {commits.hasNextPage && (
        <Button
          size="xs"
          variant="default"
          loading={commits.isFetchingNextPage}
          onClick={() => void commits.fetchNextPage()}
        >
          Show older commits
        </Button>
      )}
    </div>
  );
}
