import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState, type FormEvent } from "react";
import { answerAt, shownAnswer, withAnswer, type Answers } from "./answers";
import { forgetDraft, readDraft, writeDraft, type Draft } from "./draft";
import { Members, type FormContext } from "./Field";
import { flattened, isSecret, leaves } from "./fields";
import {
  useCreate,
  useForm,
  useGoldenPath,
  type FormPage,
  type GoldenPathForm,
  type SecretAnswer,
  type SecretAnswers,
} from "./golden_paths.queries";
import { PreviewPane } from "./PreviewPane";
import { shownSecret } from "./SecretField";
import { useSettled } from "@/shared/lib/settled";
import { CopyAs } from "@/shared/ui/CopyAs";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { IconArrowLeft, IconCheck } from "@/shared/ui/icons";
import { Page } from "@/shared/ui/Page";
import { Skeleton } from "@/shared/ui/Skeleton";
import "./golden_paths.css";

interface WizardPageProps {
  /** The golden path. */
  name: string;
  /** Reference of who is signed in: drafts are theirs. */
  user: string;
  /** From 0; one past the last page is the review. */
  step: number;
  onStep: (step: number) => void;
  onStarted: (run: string) => void;
}

/** How long the person must pause before what was typed is looked at, in milliseconds. */
const pause = 200;

export function WizardPage({ name, user, step, onStep, onStarted }: WizardPageProps) {
  const path = useGoldenPath(name);
  const [draft, setDraft] = useState(() => readDraft(user, name));
  // Of this page alone: not in the draft, the address or the cache of what was asked.
  const [secrets, setSecrets] = useState<SecretAnswers>({});
  const settled = useSettled(draft, pause);
  const given = Object.keys(secrets).sort();
  const form = useForm(name, settled.answers, settled.choices, given);
  const named = typeof draft.answers["name"] === "string" ? ` ${draft.answers["name"]}` : "";
  const asked = path.data?.secrets.map((secret) => ` --secret ${secret}=FILE`).join("") ?? "";
  const cli = `towpath new ${name}${named}${asked}`;

  const secretFields = form.data?.pages.flatMap((page) => flattened(page.root).filter(isSecret)) ?? [];
  const secretPointers = secretFields.map((field) => field.pointer).join("\n");
  useEffect(() => {
    // Until the form is known nobody can tell a secret from an answer.
    if (form.data !== undefined) writeDraft(user, name, draft, secretPointers.split("\n").filter(Boolean));
  }, [user, name, draft, secretPointers, form.data]);

  const title = path.data?.title ?? name;
  return (
    <Page
      title={`Create: ${title}`}
      lead={path.data?.description}
      actions={
        <>
          <Link className="text-link" to="/create">
            All golden paths
          </Link>
          <CopyAs cli={cli} api={`/api/v1/golden-paths/${name}`} />
        </>
      }
    >
      <div className="create-scroll">
        {path.isError ? (
          <ErrorPanel error={path.error} onRetry={() => void path.refetch()} />
        ) : path.data !== undefined && !path.data.runnable ? (
          <ErrorPanel error={new Error(path.data.notRunnable.join(" "))} />
        ) : form.data === undefined ? (
          form.isError ? (
            <ErrorPanel error={form.error} onRetry={() => void form.refetch()} />
          ) : (
            <Skeleton label="Loading the form" lines={5} />
          )
        ) : (
          <Wizard
            name={name}
            form={form.data}
            isCurrent={settled === draft && !form.isPlaceholderData && !form.isFetching}
            error={form.error}
            draft={draft}
            secrets={secrets}
            onSecrets={setSecrets}
            step={Math.min(step, form.data.pages.length)}
            onDraft={setDraft}
            onStep={onStep}
            onForget={() => {
              forgetDraft(user, name);
            }}
            onStarted={onStarted}
          />
        )}
      </div>
    </Page>
  );
}

interface WizardProps {
  name: string;
  form: GoldenPathForm;
  /** Whether the form is about what is in sight, not about what was before. */
  isCurrent: boolean;
  error: Error | null;
  draft: Draft;
  secrets: SecretAnswers;
  onSecrets: (change: (secrets: SecretAnswers) => SecretAnswers) => void;
  step: number;
  onDraft: (change: (draft: Draft) => Draft) => void;
  onStep: (step: number) => void;
  onForget: () => void;
  onStarted: (run: string) => void;
}

function Wizard({ name, form, isCurrent, error, draft, secrets, step, onForget, onStarted, ...on }: WizardProps) {
  const { onDraft, onSecrets, onStep } = on;
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [triedPages, setTriedPages] = useState<ReadonlySet<number>>(new Set());
  const [pressed, setPressed] = useState<{ draft: Draft }>();
  const answered = useRef<{ draft: Draft }>(undefined);
  const create = useCreate(name);
  const heading = useRef<HTMLHeadingElement>(null);
  const page = form.pages[step];
  const isReview = page === undefined;
  const { complete } = form;

  // "Next" may be pressed before what was typed has been looked at: it then waits for the answer.
  useEffect(() => {
    if (pressed === undefined || pressed.draft !== draft || answered.current === pressed || !isCurrent) return;
    answered.current = pressed;
    if (page === undefined) return;
    if (page.problems.length === 0) onStep(step + 1);
    else document.querySelector<HTMLElement>('.wizard [aria-invalid="true"]')?.focus();
  }, [pressed, draft, isCurrent, page, step, onStep]);
  const isWaiting = pressed?.draft === draft && !isCurrent;

  const lastStep = useRef(step);
  useEffect(() => {
    if (lastStep.current === step) return;
    lastStep.current = step;
    heading.current?.focus();
  }, [step]);

  function change(update: (draft: Draft) => Draft) {
    create.reset();
    onDraft(update);
  }

  const context: FormContext = {
    problems: page?.problems ?? [],
    isTold: (pointer) => {
      // What was typed since has not been looked at yet.
      const own = answerAt(draft.answers, pointer);
      const isLookedAt = own === undefined || JSON.stringify(own) === JSON.stringify(answerAt(complete, pointer));
      return isLookedAt && (left.has(pointer) || triedPages.has(step));
    },
    answer: (field) => {
      const own = answerAt(draft.answers, field.pointer);
      if (own !== undefined) return own;
      // Taken away by the person: what stands then is said in the field's place, not in it.
      return field.type === "string" && left.has(field.pointer) ? undefined : (field.value ?? undefined);
    },
    onAnswer: (pointer, value) => {
      if (value === undefined) setLeft(new Set([...left, pointer]));
      change(({ answers, choices }) => ({
        answers: withAnswer(adopted(answers, pointer, complete), pointer, value),
        choices,
      }));
    },
    secrets,
    onSecret: (secret, answer) => {
      create.reset();
      onSecrets((before) => withSecret(before, secret, answer));
    },
    onLeave: (pointer) => {
      if (answerAt(draft.answers, pointer) !== undefined) setLeft(new Set([...left, pointer]));
    },
    onBranch: (pointer, branch) => {
      change(({ answers, choices }) => ({ answers, choices: { ...choices, [pointer]: branch } }));
    },
  };

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!isReview) {
      setTriedPages(new Set([...triedPages, step]));
      setPressed({ draft });
      return;
    }
    create.mutate(
      { parameters: complete, secrets },
      {
        onSuccess: (run) => {
          onForget();
          onStarted(run.id);
        },
      },
    );
  }

  return (
    <div className="wizard">
      <form className="panel wizard-form" noValidate onSubmit={submit} aria-label={isReview ? "Review" : page.title}>
        <Steps pages={form.pages} step={step} onStep={onStep} />
        <div className="wizard-body">
          <h2 ref={heading} tabIndex={-1}>
            {isReview ? "Review" : page.title === "" ? "Answers" : page.title}
          </h2>
          {!isReview && page.description !== "" && <p className="soft">{page.description}</p>}
          {isReview ? (
            <Review pages={form.pages} answers={complete} secrets={secrets} onStep={onStep} />
          ) : (
            <Members field={page.root} problem={undefined} form={context} />
          )}
          {error !== null && <ErrorPanel error={error} />}
          {create.isError && <ErrorPanel error={create.error} />}
        </div>
        <footer className="wizard-foot">
          {step > 0 && (
            <Button
              variant="default"
              leftSection={<IconArrowLeft size={15} />}
              onClick={() => {
                onStep(step - 1);
              }}
            >
              Back
            </Button>
          )}
          {isReview ? (
            <Button
              type="submit"
              loading={create.isPending || create.isSuccess}
              disabled={!isCurrent || form.problems.length > 0}
            >
              Create
            </Button>
          ) : (
            <Button
              type="submit"
              loading={isWaiting}
              onMouseDown={(event) => {
                // The field keeps the focus: what leaving it says would move this button away from the pointer.
                event.preventDefault();
              }}
            >
              {step === form.pages.length - 1 ? "Review" : "Next"}
            </Button>
          )}
          <span className="visually-hidden" role="status">
            {isCurrent && triedPages.has(step) && page !== undefined && page.problems.length > 0
              ? `${String(page.problems.length)} ${page.problems.length === 1 ? "answer" : "answers"} to correct`
              : ""}
          </span>
        </footer>
      </form>
      <PreviewPane name={name} answers={complete} isValid={form.problems.length === 0} />
    </div>
  );
}

/** The secrets with another answer to one of them; undefined takes it away. */
function withSecret(secrets: SecretAnswers, name: string, answer: SecretAnswer | undefined): SecretAnswers {
  const { [name]: _, ...others } = secrets;
  return answer === undefined ? others : { ...others, [name]: answer };
}

/** Answers in which what stands by default around `pointer` is there to be changed: a list begins as it is shown. */
function adopted(answers: Answers, pointer: string, complete: Answers): Answers {
  const parent = pointer.slice(0, pointer.lastIndexOf("/"));
  if (parent === "" || answerAt(answers, parent) !== undefined) return answers;
  const standing = answerAt(complete, parent);
  if (standing === undefined) return answers;
  return withAnswer(adopted(answers, parent, complete), parent, standing);
}

interface StepsProps {
  pages: FormPage[];
  step: number;
  onStep: (step: number) => void;
}

function Steps({ pages, step, onStep }: StepsProps) {
  const titles = [...pages.map((page, index) => page.title || `Page ${String(index + 1)}`), "Review"];
  return (
    <ol className="wizard-steps" aria-label="Steps">
      {titles.map((title, index) => (
        <li key={title} aria-current={index === step ? "step" : undefined} data-done={index < step || undefined}>
          <i aria-hidden>{index < step ? <IconCheck size={12} stroke={3} /> : index + 1}</i>
          {index < step ? (
            <button
              type="button"
              onClick={() => {
                onStep(index);
              }}
            >
              {title}
            </button>
          ) : (
            <span>{title}</span>
          )}
        </li>
      ))}
    </ol>
  );
}

interface ReviewProps {
  pages: FormPage[];
  answers: Answers;
  secrets: SecretAnswers;
  onStep: (step: number) => void;
}

function Review({ pages, answers, secrets, onStep }: ReviewProps) {
  return pages.map((page, index) => (
    <section key={index} className="review" aria-label={page.title}>
      <header>
        <h3>{page.title}</h3>
        <Button
          size="compact-xs"
          variant="subtle"
          onClick={() => {
            onStep(index);
          }}
        >
          Edit
        </Button>
      </header>
      <dl>
        {leaves(page.root).map((field) => {
          const problem = page.problems.find(({ pointer }) => pointer === field.pointer);
          return (
            <div key={field.pointer}>
              <dt>{field.title}</dt>
              <dd>
                {isSecret(field) ? shownSecret(secrets[field.name]) : shownAnswer(answerAt(answers, field.pointer))}
                {problem !== undefined && <span className="field-problem">{problem.detail}</span>}
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  ));
}
