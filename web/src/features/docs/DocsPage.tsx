import { Link } from "@tanstack/react-router";
import { manual, useDocSearch, useDocSet, useDocSets } from "./docs.queries";
import { DocReader } from "./DocReader";
import { DocSearch } from "./DocSearch";
import { parseRef, type EntityParts } from "@/shared/lib/refs";
import { CopyAs } from "@/shared/ui/CopyAs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { IconBooks } from "@/shared/ui/icons";
import { Owner } from "@/shared/ui/Owner";
import { Page } from "@/shared/ui/Page";
import { Skeleton } from "@/shared/ui/Skeleton";
import { RelativeTime } from "@/shared/ui/Time";
import "./docs.css";

interface DocsPageProps {
  /** Words to find; "" for none. */
  text: string;
  onText: (text: string) => void;
}

/** All documentation there is: what the services say of themselves, and the manual. */
export function DocsPage({ text, onText }: DocsPageProps) {
  const found = useDocSearch(text);
  return (
    <Page
      title="Docs"
      lead="What services say of themselves, and Towpath's own manual."
      actions={
        <>
          <Link className="text-link" to="/docs/report">
            How good it is
          </Link>
          <CopyAs
            cli={text === "" ? "towpath docs list" : `towpath docs search ${text}`}
            api={text === "" ? "/api/v1/docs" : `/api/v1/docs/search?text=${encodeURIComponent(text)}`}
          />
        </>
      }
    >
      <div className="docs-front">
        <DocSearch label="Search all documentation" text={text} onText={onText} />
        {text === "" ? (
          <Sets />
        ) : found.isError ? (
          <div className="panel">
            <ErrorPanel error={found.error} onRetry={() => void found.refetch()} />
          </div>
        ) : found.data === undefined ? (
          <Skeleton label="Searching" />
        ) : found.data.items.length === 0 ? (
          <div className="panel">
            <EmptyState title={`No page has “${text}”.`}>
              Every word must be on the page. Documentation is read from repositories at each push.
            </EmptyState>
          </div>
        ) : (
          <>
            <p className="faint" role="status">
              {found.data.total} {found.data.total === 1 ? "page" : "pages"}
            </p>
            <ul className="doc-matches">
              {found.data.items.map((match) => (
                <li key={`${match.set} ${match.path}`} className="panel doc-card">
                  <PageLink set={match.set} path={match.path} label={match.title} />
                  <span className="faint">{match.setTitle}</span>
                  <p>{match.snippet}</p>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </Page>
  );
}

interface PageLinkProps {
  set: string;
  path: string;
  label: string;
}

function PageLink({ set, path, label }: PageLinkProps) {
  const parts = parseRef(set);
  if (parts === undefined) return <span>{label}</span>;
  return (
    <Link className="doc-card-title" to="/docs/$kind/$namespace/$name/$" params={{ ...parts, _splat: path }}>
      {label}
    </Link>
  );
}

function Sets() {
  const sets = useDocSets();
  if (sets.isError) {
    return (
      <div className="panel">
        <ErrorPanel error={sets.error} onRetry={() => void sets.refetch()} />
      </div>
    );
  }
  if (sets.data === undefined) return <Skeleton label="Loading the documentation" />;
  const manualRef = `${manual.kind}:${manual.namespace}/${manual.name}`;
  // The manual first: it is what somebody new looks for.
  const items = [...sets.data.items].sort((a, b) => Number(b.ref === manualRef) - Number(a.ref === manualRef));
  return (
    <ul className="doc-sets">
      {items.map((set) => (
        <li key={set.ref} className="panel doc-card">
          <span className="doc-card-head">
            <IconBooks size={16} stroke={1.6} aria-hidden />
            <PageLink set={set.ref} path={set.home} label={set.title} />
          </span>
          <span className="faint">
            {set.pageCount} {set.pageCount === 1 ? "page" : "pages"} · <RelativeTime at={set.updatedAt} />
          </span>
          {set.owner !== null && <Owner owner={set.owner} />}
        </li>
      ))}
    </ul>
  );
}

interface DocSetPageProps {
  set: EntityParts;
  path: string;
  hash: string;
  text: string;
  onText: (text: string) => void;
}

/** A page of one doc set. */
export function DocSetPage({ set, path, hash, text, onText }: DocSetPageProps) {
  const found = useDocSet(set);
  const ref = `${set.kind}:${set.namespace}/${set.name}`;
  return (
    <Page
      title={found.data?.title ?? set.name}
      actions={
        <>
          <DocSearch label="Search these pages" text={text} onText={onText} />
          <CopyAs
            cli={`towpath docs show ${ref}${path === "" ? "" : ` ${path}`}`}
            api={`/api/v1/docs/${set.kind}/${set.namespace}/${set.name}/pages${path === "" ? "" : `/${path}`}`}
          />
        </>
      }
    >
      {text === "" ? <DocReader set={set} path={path} hash={hash} /> : <Matches set={ref} text={text} />}
    </Page>
  );
}

interface MatchesProps {
  set: string;
  text: string;
}

function Matches({ set, text }: MatchesProps) {
  const found = useDocSearch(text, set);
  if (found.isError) {
    return (
      <div className="panel">
        <ErrorPanel error={found.error} onRetry={() => void found.refetch()} />
      </div>
    );
  }
  if (found.data === undefined) return <Skeleton label="Searching" />;
  if (found.data.items.length === 0) {
    return (
      <div className="panel">
        <EmptyState title={`No page here has “${text}”.`}>Every word must be on the page.</EmptyState>
      </div>
    );
  }
  return (
    <ul className="doc-matches">
      {found.data.items.map((match) => (
        <li key={match.path} className="panel doc-card">
          <PageLink set={match.set} path={match.path} label={match.title} />
          <p>{match.snippet}</p>
        </li>
      ))}
    </ul>
  );
}
