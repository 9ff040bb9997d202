import { ResourceDoubt } from "./ResourceDoubt";
import { useResourceQuestions } from "./questions.queries";
import "./delivery.css";

/** What a run waits for of resources that nobody knows of whether they were made. */
export function RunDoubts({ run }: { run: string }) {
  const questions = (useResourceQuestions().data?.items ?? []).filter(({ runs }) => runs.includes(run));
  return questions.map((question) => (
    <section key={question.uid} className="question" aria-label={`Question about ${question.name}`}>
      <b>
        {question.name} <code className="mono soft">{question.type}</code>
      </b>
      <ResourceDoubt question={question} />
    </section>
  ));
}
