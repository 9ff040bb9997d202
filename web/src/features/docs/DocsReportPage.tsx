import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useDocQuality, useDocsReport, type DocsReport } from "./docs.queries";
import { parseRef, type EntityParts } from "@/shared/lib/refs";
import { CopyAs } from "@/shared/ui/CopyAs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Page } from "@/shared/ui/Page";
import { Skeleton } from "@/shared/ui/Skeleton";
import { RelativeTime } from "@/shared/ui/Time";
import "./quality.css";

/** What is broken, old, useful and missing in all documentation one may read. */
export function DocsReportPage() {
  const report = useDocsReport();
  const [open, setOpen] = useState<EntityParts>();
  return (
    <Page
      title="How good the documentation is"
      lead={
        report.data === undefined
          ? "Broken links, old pages, what helped and what nobody found."
          : summaryOf(report.data)
      }
      actions={<CopyAs cli="towpath docs report" api="/api/v1/docs/report" />}
    >
      <div className="docs-report">
        {report.isPending && <Skeleton label="Loading the report" lines={6} />}
        {report.isError && <ErrorPanel error={report.error} onRetry={() => void report.refetch()} />}
        {report.data?.sets.length === 0 && (
          <EmptyState title="There is no documentation yet.">
            A component with a README.md or a mkdocs.yml beside its descriptor has some at its next push.
          </EmptyState>
        )}
        {report.data !== undefined && report.data.sets.length > 0 && <Sets report={report.data} onOpen={setOpen} />}
        {open !== undefined && <Findings set={open} />}
        {report.data !== undefined && <Missed report={report.data} />}
      </div>
    </Page>
  );
}

function summaryOf({ sets }: DocsReport): string {
  const sum = (of: (set: DocsReport["sets"][number]) => number) => sets.reduce((all, set) => all + of(set), 0);
  const count = (number: number, one: string, more: string) =>
    `${number.toLocaleString("en")} ${number === 1 ? one : more}`;
  return `${count(
    sum(({ pages }) => pages),
    "page",
    "pages",
  )}, ${count(
    sum(({ brokenLinks }) => brokenLinks),
    "broken link",
    "broken links",
  )}, ${count(
    sum(({ stalePages }) => stalePages),
    "page that may be out of date",
    "pages that may be out of date",
  )}.`;
}

interface SetsProps {
  report: DocsReport;
  onOpen: (set: EntityParts) => void;
}

function Sets({ report, onOpen }: SetsProps) {
  // What needs somebody first.
  const sets = [...report.sets].sort((a, b) => b.brokenLinks + b.stalePages - (a.brokenLinks + a.stalePages));
  return (
    <section className="panel" aria-label="By component">
      <h2>By component</h2>
      {/* It scrolls, so it takes the focus. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="docs-report-scroll" tabIndex={0} role="group" aria-label="Figures by component">
        <table>
          <thead>
            <tr>
              <th scope="col">Documentation</th>
              <th scope="col">Pages</th>
              <th scope="col">Broken links</th>
              <th scope="col">May be out of date</th>
              <th scope="col">Useful</th>
              <th scope="col">Last changed</th>
              <th scope="col">
                <span className="visually-hidden">What is wrong</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {sets.map((set) => {
              const parts = parseRef(set.ref);
              const votes = set.useful + set.notUseful;
              return (
                <tr key={set.ref}>
                  <th scope="row">
                    {parts === undefined ? (
                      set.title
                    ) : (
                      <Link className="text-link" to="/docs/$kind/$namespace/$name/$" params={{ ...parts, _splat: "" }}>
                        {set.title}
                      </Link>
                    )}
                  </th>
                  <td className="tabular">{set.pages}</td>
                  <td className="tabular" data-bad={set.brokenLinks > 0 || undefined}>
                    {set.brokenLinks}
                  </td>
                  <td className="tabular" data-bad={set.stalePages > 0 || undefined}>
                    {set.docsChangedAt === null ? "not known" : set.stalePages}
                  </td>
                  <td className="tabular">
                    {votes === 0 ? "nobody said" : `${String(set.useful)} of ${String(votes)}`}
                  </td>
                  <td>{set.docsChangedAt === null ? "not known" : <RelativeTime at={set.docsChangedAt} />}</td>
                  <td>
                    {parts !== undefined && (
                      <button
                        type="button"
                        className="text-link"
                        aria-label={`What is wrong in ${set.title}`}
                        onClick={() => {
                          onOpen(parts);
                        }}
                      >
                        Details
                      </button>
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <p className="faint">
        A page may be out of date when the code beside it changed more than {report.staleAfterDays} days later.
      </p>
    </section>
  );
}

interface FindingsProps {
  set: EntityParts;
}

/** What is wrong in one doc set, each with the page it is on. */
function Findings({ set }: FindingsProps) {
  const quality = useDocQuality(set);
  if (quality.isPending) return <Skeleton label="Loading what is wrong" lines={3} />;
  if (quality.isError) return <ErrorPanel error={quality.error} onRetry={() => void quality.refetch()} />;
  const { title, brokenLinks, pages, votes } = quality.data;
  const stale = pages.filter((page) => page.stale);
  const unhelpful = votes.filter(({ useful, notUseful }) => notUseful > useful);
  const linkTo = (page: string) => (
    <Link className="text-link" to="/docs/$kind/$namespace/$name/$" params={{ ...set, _splat: page }}>
      {page}
    </Link>
  );
  return (
    <section className="panel" aria-label={`What is wrong in ${title}`}>
      <h2>{title}</h2>
      {brokenLinks.length + stale.length + unhelpful.length === 0 && <p className="soft">Nothing is wrong here.</p>}
      <ul>
        {brokenLinks.map(({ page, link, reason }) => (
          <li key={`${page} ${link}`}>
            {linkTo(page)}: <code className="mono">{link}</code>{" "}
            {reason === "no_anchor" ? "leads to a heading that is not there" : "leads nowhere"}
          </li>
        ))}
        {stale.map(({ path }) => (
          <li key={path}>{linkTo(path)} may be out of date</li>
        ))}
        {unhelpful.map(({ page, heading, useful, notUseful }) => (
          <li key={`${page}#${heading}`}>
            {linkTo(page)}
            {heading !== "" && ` #${heading}`}: useful to {useful} of {useful + notUseful}
          </li>
        ))}
      </ul>
    </section>
  );
}

interface MissedProps {
  report: DocsReport;
}

function Missed({ report }: MissedProps) {
  return (
    <section className="panel" aria-label="Searched in vain">
      <h2>Searched in vain</h2>
      {report.missedSearches.length === 0 && (
        <p className="soft">
          Nothing that at least {report.fewestSearchers} people searched. Fewer are not shown: it would say who.
        </p>
      )}
      <ul>
        {report.missedSearches.map(({ text, searches, lastDay }) => (
          <li key={text}>
            <b dir="auto">{text}</b>{" "}
            <span className="faint">
              {searches} times, last on {lastDay}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
