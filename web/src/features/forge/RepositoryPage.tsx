import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useBranches, useHistory, useProtections, useRepository, type Repository } from "./changes.queries";
import { CommitList } from "./Commits";
import { ObservedPanel } from "./ObservedPanel";
import { OpenChangeForm } from "./OpenChangeForm";
import { ProtectionForm } from "./ProtectionForm";
import { CopyAs, CopyButton } from "@/shared/ui/CopyAs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Owner } from "@/shared/ui/Owner";
import { Page } from "@/shared/ui/Page";
import { Skeleton } from "@/shared/ui/Skeleton";
import "./changes.css";

interface RepositoryPageProps {
  name: string;
  /** Links to the components that this repository declares. */
  components: ReactNode;
  onOpened: (number: number) => void;
}

/** One repository: how to get it, its branches and commits, what branches demand. */
export function RepositoryPage({ name, components, onOpened }: RepositoryPageProps) {
  const repository = useRepository(name);
  return (
    <Page
      title={name}
      lead={repository.data === undefined ? "Repository" : repository.data.description}
      actions={
        <CopyAs
          cli={`git clone ${repository.data?.cloneUrl ?? name}`}
          api={`/api/v1/repositories/${encodeURIComponent(name)}`}
        />
      }
    >
      {repository.isPending && <Skeleton label="Loading the repository" lines={8} />}
      {repository.isError && <ErrorPanel error={repository.error} onRetry={() => void repository.refetch()} />}
      {repository.data !== undefined && (
        <Known repository={repository.data} components={components} onOpened={onOpened} />
      )}
    </Page>
  );
}

interface KnownProps {
  repository: Repository;
  components: ReactNode;
  onOpened: (number: number) => void;
}

function Known({ repository, components, onOpened }: KnownProps) {
  const branches = useBranches(repository.name);
  const history = useHistory(repository.name);
  const protections = useProtections(repository.name);
  const isEmpty = branches.data?.items.length === 0;
  const own = protections.data?.items.find(({ branch }) => branch === repository.defaultBranch);

  return (
    <div className="repository-columns">
      <div className="repository-main">
        <section className="panel repository-part" aria-labelledby="repository-clone">
          <h2 id="repository-clone">Clone</h2>
          <p className="clone-line">
            <code className="mono clip">{repository.cloneUrl}</code>
            <CopyButton label="Copy the clone URL" text={repository.cloneUrl} />
          </p>
          <p className="clone-line">
            <Owner owner={repository.owner} />
            {components}
            <Link to="/changes" search={{ state: "open", repository: repository.name }}>
              {repository.openChanges} open {repository.openChanges === 1 ? "change" : "changes"}
            </Link>
          </p>
        </section>
        <section className="repository-main" aria-label="Latest commits">
          {isEmpty && <FirstPush repository={repository} />}
          {!isEmpty && history.isPending && <Skeleton label="Loading commits" />}
          {branches.data !== undefined && !isEmpty && history.isError && (
            <ErrorPanel error={history.error} onRetry={() => void history.refetch()} />
          )}
          {history.data !== undefined && <CommitList commits={history.data.items} />}
        </section>
      </div>
      <div className="repository-side">
        <section className="panel repository-part" aria-labelledby="repository-branches">
          <h2 id="repository-branches">Branches</h2>
          {branches.isError && <ErrorPanel error={branches.error} onRetry={() => void branches.refetch()} />}
          <ul className="aside-list">
            {branches.data?.items.map((branch) => (
              <li key={branch.name}>
                <code className="mono clip">{branch.name}</code>
                {branch.isDefault && <span className="faint">default</span>}
                <code className="mono faint">{branch.commit.slice(0, 8)}</code>
              </li>
            ))}
          </ul>
          {isEmpty && <p className="soft">None yet.</p>}
          {branches.data !== undefined && !isEmpty && !repository.isObserveOnly && (
            <OpenChangeForm
              repository={repository.name}
              target={repository.defaultBranch}
              branches={branches.data.items.filter(({ isDefault }) => !isDefault).map((branch) => branch.name)}
              onOpened={onOpened}
            />
          )}
        </section>
        {protections.isError && <ErrorPanel error={protections.error} onRetry={() => void protections.refetch()} />}
        {repository.isObserveOnly && <ObservedPanel repository={repository.name} />}
        {own !== undefined && !repository.isObserveOnly && (
          <ProtectionForm key={JSON.stringify(own)} repository={repository.name} protection={own} />
        )}
      </div>
    </div>
  );
}

interface FirstPushProps {
  repository: Repository;
}

/** What to do with a repository that nothing was pushed to. */
function FirstPush({ repository: { cloneUrl, defaultBranch, isObserveOnly } }: FirstPushProps) {
  if (isObserveOnly)
    return (
      <EmptyState title="No commits yet.">They appear here when the repository that is observed has some.</EmptyState>
    );
  const commands = [`git remote add origin ${cloneUrl}`, `git push -u origin HEAD:${defaultBranch}`].join("\n");
  return (
    <EmptyState
      title="No commits yet."
      action={
        <span className="first-push">
          <code className="mono">{commands}</code>
          <CopyButton label="Copy the commands" text={commands} />
        </span>
      }
    >
      Push what you have, from its folder. Git asks for your name and a token.
    </EmptyState>
  );
}
