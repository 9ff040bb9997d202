import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { surveyKindLabels, useSurveys, type Survey } from "./surveys.queries";
import { CopyAs } from "@/shared/ui/CopyAs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Page } from "@/shared/ui/Page";
import { Skeleton } from "@/shared/ui/Skeleton";
import { RelativeTime } from "@/shared/ui/Time";
import "./feedback.css";
import "./survey.css";

const SurveyDialog = lazy(() =>
  import("./SurveyDialog").then(({ SurveyDialog: component }) => ({ default: component })),
);

interface SurveysPageProps {
  permissions: readonly string[];
  onOpen: (id: string) => void;
}

/** What is and was asked. */
export function SurveysPage({ permissions, onOpen }: SurveysPageProps) {
  const surveys = useSurveys();
  const [isAsking, setIsAsking] = useState(false);
  const mayManage = permissions.includes("survey.manage");
  const items = surveys.data?.items ?? [];
  const ask = mayManage && (
    <Button
      size="xs"
      onClick={() => {
        setIsAsking(true);
      }}
    >
      New survey
    </Button>
  );

  return (
    <Page
      title="Surveys"
      lead="What people think of the platform. Answers have no name, and no result says anything about fewer than five people."
      actions={
        <>
          <CopyAs cli="towpath survey list" api="/api/v1/surveys" />
          {ask}
        </>
      }
    >
      <section className="panel voice" aria-label="Surveys">
        <div className="voice-list">
          {surveys.isPending && <Skeleton label="Loading surveys" />}
          {surveys.isError && <ErrorPanel error={surveys.error} onRetry={() => void surveys.refetch()} />}
          {surveys.isSuccess && items.length === 0 && (
            <EmptyState title="Nothing was asked yet." action={ask}>
              Ask before anything changes: without a baseline nobody can say later what got better.{" "}
              <code className="mono">towpath survey create baseline</code>
            </EmptyState>
          )}
          {items.map((survey) => (
            <SurveyRow key={survey.id} survey={survey} />
          ))}
        </div>
      </section>
      <Suspense fallback={null}>
        {isAsking && (
          <SurveyDialog
            onCreated={onOpen}
            onClose={() => {
              setIsAsking(false);
            }}
          />
        )}
      </Suspense>
    </Page>
  );
}

interface SurveyRowProps {
  survey: Survey;
}

function SurveyRow({ survey }: SurveyRowProps) {
  const isForMe = survey.asksMe && !survey.answeredByMe;
  return (
    <article className="survey-row" aria-label={survey.title}>
      <div className="voice-body">
        <h3>
          <Link to="/surveys/$id" params={{ id: survey.id }}>
            {survey.title}
          </Link>
        </h3>
        <div className="voice-facts">
          <span className="voice-status">{survey.state}</span>
          <span>{surveyKindLabels[survey.kind]}</span>
          {survey.state !== "draft" && (
            <span className="tabular">
              {survey.answered} of {survey.invited} answered
            </span>
          )}
          {survey.state === "open" && survey.closesAt !== null && (
            <span>
              closes <RelativeTime at={survey.closesAt} />
            </span>
          )}
          {survey.closedAt !== null && (
            <span>
              closed <RelativeTime at={survey.closedAt} />
            </span>
          )}
        </div>
      </div>
      {isForMe && (
        <Link className="survey-answer" to="/surveys/$id" params={{ id: survey.id }}>
          Answer
        </Link>
      )}
      {survey.answeredByMe && <span className="soft">You answered</span>}
    </article>
  );
}
