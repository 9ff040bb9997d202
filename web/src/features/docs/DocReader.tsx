import { Link } from "@tanstack/react-router";
import { useDocPage, useDocSet, type DocNavItem, type DocPage } from "./docs.queries";
import { DocArticle } from "./DocArticle";
import { Usefulness } from "./Usefulness";
import { StaleMark } from "./StaleMark";
import type { EntityParts } from "@/shared/lib/refs";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { IconExternalLink } from "@/shared/ui/icons";
import { Skeleton } from "@/shared/ui/Skeleton";
import "./docs.css";

interface DocReaderProps {
  set: EntityParts;
  /** Path of the page; "" for the one to begin with. */
  path: string;
  hash: string;
}

/** Navigation, text and headings side by side. */
export function DocReader({ set, path, hash }: DocReaderProps) {
  const found = useDocSet(set);
  const page = useDocPage(set, path);
  const ref = `${set.kind}:${set.namespace}/${set.name}`;
  const error = found.error ?? page.error;

  if (error !== null) {
    return (
      <div className="panel">
        <ErrorPanel
          error={error}
          onRetry={() => {
            void found.refetch();
            void page.refetch();
          }}
        />
      </div>
    );
  }
  return (
    <div className="doc-reader">
      <nav className="doc-nav" aria-label="Pages">
        {found.data === undefined ? (
          <Skeleton label={`Loading the navigation of ${ref}`} lines={4} />
        ) : (
          <NavList set={set} items={found.data.nav} current={page.data?.path ?? path} />
        )}
      </nav>
      <div className="doc-text">
        {page.data === undefined ? (
          <Skeleton label={`Loading ${path === "" ? ref : path}`} lines={10} />
        ) : (
          <>
            <StaleMark set={set} page={page.data.path} />
            <DocArticle page={page.data} hash={hash} />
            <Usefulness key={page.data.path} set={set} page={page.data} hash={hash} />
            <PageFoot set={set} page={page.data} />
          </>
        )}
      </div>
      <Headings page={page.data} />
    </div>
  );
}

interface NavListProps {
  set: EntityParts;
  items: DocNavItem[];
  current: string;
}

function NavList({ set, items, current }: NavListProps) {
  return (
    <ul>
      {items.map((item, index) => (
        <li key={`${String(index)} ${item.title}`}>
          {item.page !== undefined ? (
            <Link
              to="/docs/$kind/$namespace/$name/$"
              params={{ ...set, _splat: item.page }}
              aria-current={item.page === current ? "page" : undefined}
            >
              {item.title}
            </Link>
          ) : item.url !== undefined && /^https?:/i.test(item.url) ? (
            <a href={item.url} rel="noreferrer">
              {item.title} <IconExternalLink size={12} aria-hidden />
            </a>
          ) : (
            <span className="doc-nav-section">{item.title}</span>
          )}
          {item.children !== undefined && item.children.length > 0 && (
            <NavList set={set} items={item.children} current={current} />
          )}
        </li>
      ))}
    </ul>
  );
}

interface HeadingsProps {
  page: DocPage | undefined;
}

function Headings({ page }: HeadingsProps) {
  const headings = page?.toc.filter((heading) => heading.level > 1 && heading.level < 4) ?? [];
  return (
    <aside className="doc-toc" aria-label="On this page">
      {headings.length > 0 && (
        <>
          <h2>On this page</h2>
          <ul>
            {headings.map((heading) => (
              <li key={heading.id} data-level={heading.level}>
                <a href={`#${heading.id}`}>{heading.title}</a>
              </li>
            ))}
          </ul>
        </>
      )}
    </aside>
  );
}

interface PageFootProps {
  set: EntityParts;
  page: DocPage;
}

/** The pages before and after, where the text comes from and where it is changed. */
function PageFoot({ set, page }: PageFootProps) {
  return (
    <footer className="doc-foot">
      <div className="doc-steps">
        {page.previous !== null && (
          <Link to="/docs/$kind/$namespace/$name/$" params={{ ...set, _splat: page.previous.path }} rel="prev">
            <small>Previous</small>
            {page.previous.title}
          </Link>
        )}
        {page.next !== null && (
          <Link to="/docs/$kind/$namespace/$name/$" params={{ ...set, _splat: page.next.path }} rel="next">
            <small>Next</small>
            {page.next.title}
          </Link>
        )}
      </div>
      {page.brokenLinks.length > 0 && (
        <p className="doc-broken-note">Links that lead nowhere: {page.brokenLinks.join(", ")}</p>
      )}
      {page.source.repository !== null && (
        <p className="faint">
          From{" "}
          <code className="mono">
            {page.source.repository}/{page.source.path}
          </code>{" "}
          at <code className="mono">{page.source.commit.slice(0, 8)}</code>
          {page.editPath !== null && (
            <>
              {" · "}
              <Link
                className="text-link"
                to="/catalog/$kind/$namespace/$name"
                params={set}
                search={{ tab: "code", path: page.source.path }}
              >
                Edit this page
              </Link>
            </>
          )}
        </p>
      )}
    </footer>
  );
}
