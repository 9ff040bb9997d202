import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import { scaleEnds, scoreLabels, useAnswerSurvey, type Survey, type SurveyQuestion } from "./surveys.queries";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import "@/shared/ui/mantine-inputs.css";

interface SurveyFormProps {
  survey: Survey;
}

/** The questions. Radio buttons of the browser's own: arrows choose, Tab goes on, Enter sends. */
export function SurveyForm({ survey }: SurveyFormProps) {
  const [scores, setScores] = useState<Record<string, number>>({});
  const [texts, setTexts] = useState<Record<string, string>>({});
  const answer = useAnswerSurvey();
  const isEmpty = Object.keys(scores).length === 0;

  return (
    <form
      className="panel survey-form"
      aria-label="Your answers"
      onSubmit={(event) => {
        event.preventDefault();
        if (answer.isPending || isEmpty) return;
        answer.mutate({
          id: survey.id,
          answers: [
            ...Object.entries(scores).map(([question, score]) => ({ question, score })),
            ...Object.entries(texts)
              .filter(([, text]) => text.trim() !== "")
              .map(([question, text]) => ({ question, text })),
          ],
        });
      }}
    >
      <p className="soft">
        It takes a minute; leave out what you like. Answers are counted by team and kept without your name, and nothing
        is shown of fewer than {survey.k} people.
      </p>
      {survey.questions.map((question) =>
        question.scale === "text" ? (
          <Textarea
            key={question.id}
            label={question.text}
            rows={3}
            maxLength={2000}
            value={texts[question.id] ?? ""}
            onChange={(event) => {
              const { value } = event.currentTarget;
              setTexts((before) => ({ ...before, [question.id]: value }));
            }}
          />
        ) : (
          <Scale
            key={question.id}
            question={question}
            value={scores[question.id]}
            onChange={(score) => {
              setScores((before) => ({ ...before, [question.id]: score }));
            }}
          />
        ),
      )}
      {answer.isError && <ErrorPanel error={answer.error} />}
      <div className="survey-send">
        <span className="faint">
          {isEmpty
            ? "Answer at least one question."
            : `${String(Object.keys(scores).length)} of ${String(survey.questions.filter(({ scale }) => scale !== "text").length)} answered.`}
        </span>
        <Button type="submit" size="xs" disabled={isEmpty} loading={answer.isPending}>
          Send without my name
        </Button>
      </div>
    </form>
  );
}

interface ScaleProps {
  question: SurveyQuestion;
  value: number | undefined;
  onChange: (score: number) => void;
}

function Scale({ question, value, onChange }: ScaleProps) {
  const { id, text, scale, least, most } = question;
  if (least === null || most === null) return null;
  const labels = scoreLabels[scale];
  const ends = scaleEnds[scale];
  const scores = Array.from({ length: most - least + 1 }, (_, index) => least + index);
  return (
    <fieldset className="survey-scale">
      <legend>{text}</legend>
      <div className="survey-scores">
        {ends !== undefined && <span className="faint">{ends[0]}</span>}
        {scores.map((score, index) => (
          <label key={score} data-wide={labels !== undefined || undefined}>
            <input
              type="radio"
              name={id}
              value={score}
              checked={value === score}
              onChange={() => {
                onChange(score);
              }}
            />
            <span>{labels?.[index] ?? score}</span>
          </label>
        ))}
        {ends !== undefined && <span className="faint">{ends[1]}</span>}
      </div>
    </fieldset>
  );
}
