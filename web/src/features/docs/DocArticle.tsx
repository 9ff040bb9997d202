import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, type MouseEvent } from "react";
import type { DocPage } from "./docs.queries";
import "./prose.css";
import "@/shared/ui/highlight.css";

interface DocArticleProps {
  page: DocPage;
  /** Id of the heading to begin at; "" for the top. */
  hash: string;
}

/**
 * The text of a page. Its HTML comes from the server, which builds every tag itself and lets no script, style or
 * foreign image through (src/modules/docs/README.md).
 */
export function DocArticle({ page, hash }: DocArticleProps) {
  const article = useRef<HTMLElement>(null);
  const navigate = useNavigate();

  useEffect(() => {
    const target = hash === "" ? null : (article.current?.querySelector(`#${CSS.escape(hash)}`) ?? null);
    if (target !== null) target.scrollIntoView();
    else if (hash === "") article.current?.scrollIntoView({ block: "start" });
  }, [hash, page]);

  /** Links among pages are followed without loading the portal again. */
  function onClick(event: MouseEvent) {
    if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey) return;
    if (!(event.target instanceof Element)) return;
    const href = event.target.closest("a")?.getAttribute("href");
    if (href?.startsWith("/docs/") !== true) return;
    event.preventDefault();
    void navigate({ href });
  }

  return (
    // The links inside are links for the keyboard too: a press of Enter on them arrives here as a click.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <article
      ref={article}
      className="prose"
      aria-label={page.title}
      onClick={onClick}
      dangerouslySetInnerHTML={{ __html: page.html ?? "" }}
    />
  );
}
