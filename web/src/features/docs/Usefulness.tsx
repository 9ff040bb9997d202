import { Button } from "@mantine/core";
import { useState } from "react";
import { useDocVotes, useSayWhatIsMissing, useVoteForDoc, type DocPage } from "./docs.queries";
import type { EntityParts } from "@/shared/lib/refs";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { sayEcho } from "@/shared/ui/echo";
import "./quality.css";

interface UsefulnessProps {
  set: EntityParts;
  page: DocPage;
  /** Id of the heading one was led to. */
  hash: string;
}

/** "Was this useful?", of the page or one of its headings; what is missing goes to the platform's feedback. */
export function Usefulness({ set, page, hash }: UsefulnessProps) {
  const headings = page.toc.filter(({ level }) => level > 1 && level < 4);
  const led = headings.some(({ id }) => id === hash) ? hash : "";
  const [chosen, setChosen] = useState<string>();
  const [text, setText] = useState("");
  const votes = useDocVotes(set, page.path);
  const vote = useVoteForDoc(set);
  const say = useSayWhatIsMissing();
  const heading = chosen ?? led;
  const counted = votes.data?.items.find((each) => each.heading === heading);
  const mine = counted?.mine ?? null;

  function cast(useful: boolean) {
    vote.mutate({ page: page.path, heading, useful });
  }

  return (
    <section className="doc-useful" aria-label="Was this useful?">
      <div className="doc-useful-line">
        <span>Was</span>
        <select
          className="text-filter"
          aria-label="Part of the page"
          value={heading}
          onChange={(event) => {
            setChosen(event.currentTarget.value);
          }}
        >
          <option value="">this page</option>
          {headings.map(({ id, title }) => (
            <option key={id} value={id}>
              “{title}”
            </option>
          ))}
        </select>
        <span>useful?</span>
        <Button
          size="compact-xs"
          variant={mine === true ? "filled" : "default"}
          aria-pressed={mine === true}
          disabled={vote.isPending}
          onClick={() => {
            cast(true);
          }}
        >
          Yes{counted !== undefined && counted.useful > 0 && ` (${String(counted.useful)})`}
        </Button>
        <Button
          size="compact-xs"
          variant={mine === false ? "filled" : "default"}
          aria-pressed={mine === false}
          disabled={vote.isPending}
          onClick={() => {
            cast(false);
          }}
        >
          No{counted !== undefined && counted.notUseful > 0 && ` (${String(counted.notUseful)})`}
        </Button>
      </div>
      {vote.isError && <ErrorPanel error={vote.error} />}
      {mine === false && !say.isSuccess && (
        <form
          className="doc-missing"
          onSubmit={(event) => {
            event.preventDefault();
            if (say.isPending || text.trim() === "") return;
            const address = `/docs/${set.kind}/${set.namespace}/${set.name}/${page.path}`;
            say.mutate(
              {
                text,
                place: heading === "" ? address : `${address}#${heading}`,
                entity: `${set.kind}:${set.namespace}/${set.name}`,
              },
              {
                onSuccess: () => {
                  sayEcho({
                    text: "Said. You are told what becomes of it.",
                    link: { label: "Feedback", to: "/feedback" },
                  });
                },
              },
            );
          }}
        >
          <label>
            What is missing or wrong? It becomes feedback with your name.
            <textarea
              rows={2}
              maxLength={4000}
              value={text}
              onChange={(event) => {
                setText(event.currentTarget.value);
              }}
            />
          </label>
          <Button type="submit" size="compact-xs" loading={say.isPending} disabled={text.trim() === ""}>
            Say it
          </Button>
          {say.isError && <ErrorPanel error={say.error} />}
        </form>
      )}
      {say.isSuccess && <p className="soft">Thank you. It is among the feedback now.</p>}
    </section>
  );
}
