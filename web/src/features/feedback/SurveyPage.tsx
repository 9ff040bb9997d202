import { Button } from "@mantine/core";
import { lazy, Suspense } from "react";
import { OpenSurveyForm } from "./OpenSurveyForm";
import { SurveyForm } from "./SurveyForm";
import { surveyKindLabels, useCloseSurvey, useSurvey, type Survey } from "./surveys.queries";
import { CopyAs } from "@/shared/ui/CopyAs";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Page } from "@/shared/ui/Page";
import { Skeleton } from "@/shared/ui/Skeleton";
import { RelativeTime } from "@/shared/ui/Time";
import "./feedback.css";
import "./survey.css";

const SurveyResultsView = lazy(() =>
  import("./SurveyResultsView").then(({ SurveyResultsView: component }) => ({ default: component })),
);

interface SurveyPageProps {
  id: string;
  permissions: readonly string[];
}

/** One survey: the form for whoever is asked, what becomes of it for the platform team, the results for everybody. */
export function SurveyPage({ id, permissions }: SurveyPageProps) {
  const survey = useSurvey(id);
  const isManager = permissions.includes("survey.manage");
  const found = survey.data;
  const hasResults = found !== undefined && (found.state === "closed" || found.kind === "first-deployment");

  return (
    <Page
      title={found?.title ?? "Survey"}
      lead={found !== undefined && <Lead survey={found} />}
      actions={
        <>
          <CopyAs
            cli={`towpath survey ${found?.state === "open" ? "answer" : "results"} ${id}`}
            api={`/api/v1/surveys/${id}`}
          />
          {isManager && found !== undefined && <Management survey={found} />}
        </>
      }
    >
      <div className="survey">
        {survey.isPending && <Skeleton label="Loading the survey" />}
        {survey.isError && <ErrorPanel error={survey.error} onRetry={() => void survey.refetch()} />}
        {found?.state === "open" && found.asksMe && !found.answeredByMe && <SurveyForm survey={found} />}
        {found?.state === "open" && found.answeredByMe && (
          <p className="survey-note">
            Thank you. Your answers are counted and cannot be found again, not even by you.
            {found.kind !== "first-deployment" && " The results are here when the survey is closed."}
          </p>
        )}
        {found?.state === "open" && !found.asksMe && (
          <p className="survey-note">
            This survey does not ask you: it asks those who were here when it was opened, or who deployed for the first
            time since.
          </p>
        )}
        {found?.state === "draft" && <Draft survey={found} />}
        {hasResults && found.state !== "draft" && (
          <Suspense fallback={<Skeleton label="Loading the results" />}>
            <SurveyResultsView id={id} />
          </Suspense>
        )}
      </div>
    </Page>
  );
}

interface SurveyProps {
  survey: Survey;
}

function Lead({ survey }: SurveyProps) {
  const { state, kind, answered, invited, closesAt, k } = survey;
  return (
    <>
      {surveyKindLabels[kind]}, {state}.{" "}
      {state !== "draft" && (
        <span className="tabular">
          {answered} of {invited} answered.{" "}
        </span>
      )}
      {state === "open" && closesAt !== null && (
        <>
          Closes <RelativeTime at={closesAt} />.{" "}
        </>
      )}
      Nothing is shown of fewer than {k} people.
    </>
  );
}

function Management({ survey }: SurveyProps) {
  const close = useCloseSurvey();
  return (
    <>
      {survey.state === "draft" && <OpenSurveyForm survey={survey} />}
      {survey.state === "open" && (
        <Button
          size="xs"
          variant="default"
          loading={close.isPending}
          onClick={() => {
            close.mutate(survey.id);
          }}
        >
          Close it
        </Button>
      )}
      {close.isError && <ErrorPanel error={close.error} />}
    </>
  );
}

function Draft({ survey }: SurveyProps) {
  return (
    <section className="panel survey-draft" aria-label="What it asks">
      <p className="soft">
        {survey.kind === "first-deployment"
          ? "Whoever makes a first deployment is asked once, until the survey is closed."
          : "Everybody who can sign in is told by the bell and may answer until the day it closes."}{" "}
        Once it is open, neither the questions nor the smallest group shown ({survey.k}) can be changed.
      </p>
      <ol>
        {survey.questions.map(({ id, text }) => (
          <li key={id}>{text}</li>
        ))}
      </ol>
    </section>
  );
}
