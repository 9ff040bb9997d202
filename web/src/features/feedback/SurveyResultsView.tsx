import { formatEstimate, scoreName } from "./surveyFigures";
import { useSurveyResults, type SurveyGroup, type SurveyResults } from "./surveys.queries";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { Skeleton } from "@/shared/ui/Skeleton";
import "./survey.css";

interface SurveyResultsViewProps {
  id: string;
}

const lowRate = 0.4;

/** What came of a survey: for everybody and by team, each figure with its interval, and what is withheld and why. */
export function SurveyResultsView({ id }: SurveyResultsViewProps) {
  const results = useSurveyResults(id, true);
  if (results.isPending) return <Skeleton label="Loading the results" />;
  if (results.isError) return <ErrorPanel error={results.error} onRetry={() => void results.refetch()} />;
  const { whole, teams, texts, methods, responseRate } = results.data;
  const withheld = teams.filter(({ n }) => n === null);

  return (
    <div className="survey-results">
      {responseRate !== null && (
        <p className="survey-note" data-low={responseRate < lowRate || undefined}>
          {Math.round(responseRate * 100)} % of those who were asked answered.
          {responseRate < lowRate && " That is little: those who did not may think otherwise."}
        </p>
      )}
      {whole.n === null ? (
        <p className="survey-note">{whole.reason} What they said is not kept.</p>
      ) : (
        <>
          <Headlines whole={whole} />
          <Questions results={results.data} />
          {teams.length > 0 && <Teams teams={teams} />}
          {withheld.length > 0 && (
            <p className="survey-note">
              {withheld.length === 1 ? "One team is" : `${String(withheld.length)} teams are`} withheld.{" "}
              {withheld[0]?.reason} Their answers count for the whole.
            </p>
          )}
          {texts
            .filter(({ answers }) => answers.length > 0)
            .map(({ question, answers }) => (
              <section key={question} className="panel survey-texts" aria-label="What people wrote">
                <h2>{questionText(results.data, question)}</h2>
                <p className="faint">In no order, without team.</p>
                <ul>
                  {answers.map((text, index) => (
                    <li key={index} dir="auto">
                      {text}
                    </li>
                  ))}
                </ul>
              </section>
            ))}
        </>
      )}
      <details className="survey-methods">
        <summary>How this is computed</summary>
        <dl>
          {methods.map(({ measure, formula, source }) => (
            <div key={measure}>
              <dt>{measure}</dt>
              <dd>
                {formula}. <span className="faint">{source}.</span>
              </dd>
            </div>
          ))}
        </dl>
      </details>
    </div>
  );
}

function questionText({ survey }: SurveyResults, id: string): string {
  return survey.questions.find((question) => question.id === id)?.text ?? id;
}

interface HeadlinesProps {
  whole: SurveyGroup;
}

function Headlines({ whole }: HeadlinesProps) {
  const shown = [
    ["Satisfied", formatEstimate(whole.satisfaction, "share")],
    ["Net promoter score", formatEstimate(whole.promoters, "promoters")],
    ["Experience index", formatEstimate(whole.index, "index")],
  ] as const;
  return (
    <section className="panel survey-headlines" aria-label="At a glance">
      {shown.map(([label, figure]) => (
        <div key={label} className="metric">
          <span className="metric-label">{label}</span>
          {figure === undefined ? (
            <span className="soft">not asked</span>
          ) : (
            <>
              <b className="tabular">{figure.value}</b>
              <small className="soft">
                95 %: {figure.interval}, n = {whole.n}
              </small>
            </>
          )}
        </div>
      ))}
    </section>
  );
}

interface QuestionsProps {
  results: SurveyResults;
}

/** Each question with how often each score was given. */
function Questions({ results }: QuestionsProps) {
  const { whole, survey } = results;
  return (
    <section className="panel survey-questions" aria-label="By question">
      <h2>By question</h2>
      {whole.questions.map(({ question, n, counts, estimate, measure }) => {
        const figure = formatEstimate(estimate, measure);
        const asked = survey.questions.find(({ id }) => id === question);
        return (
          <div key={question} className="survey-question">
            <h3>{questionText(results, question)}</h3>
            {n === null ? (
              <p className="soft">Fewer than {survey.k} people answered this.</p>
            ) : (
              <>
                <ul className="survey-bars">
                  {counts.map(({ score, times }) => (
                    <li key={score}>
                      <span className="clip">{scoreName(asked, score)}</span>
                      <meter min={0} max={Math.max(1, n)} value={times} aria-hidden />
                      <span className="tabular">{times}</span>
                    </li>
                  ))}
                </ul>
                {figure !== undefined && asked?.scale !== "hours" && (
                  <p className="soft tabular">
                    {measure === "share" ? "Satisfied" : measure === "promoters" ? "Net promoter score" : "Mean"}{" "}
                    {figure.value} (95 %: {figure.interval}), n = {n}
                  </p>
                )}
              </>
            )}
          </div>
        );
      })}
    </section>
  );
}

interface TeamsProps {
  teams: SurveyGroup[];
}

function Teams({ teams }: TeamsProps) {
  return (
    <section className="panel survey-teams" aria-label="By team">
      <h2>By team</h2>
      {/* It scrolls, so it takes the focus. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="survey-scroll" tabIndex={0} role="group" aria-label="Figures by team">
        <table>
          <thead>
            <tr>
              <th scope="col">Team</th>
              <th scope="col">n</th>
              <th scope="col">Satisfied</th>
              <th scope="col">NPS</th>
              <th scope="col">Index</th>
            </tr>
          </thead>
          <tbody>
            {teams.map((team) => (
              <tr key={team.team ?? ""}>
                <th scope="row">{team.team?.replace(/^group:default\//, "") ?? "No team"}</th>
                {team.n === null ? (
                  <td colSpan={4} className="soft">
                    withheld
                  </td>
                ) : (
                  <>
                    <td className="tabular">{team.n}</td>
                    <Cell figure={formatEstimate(team.satisfaction, "share")} />
                    <Cell figure={formatEstimate(team.promoters, "promoters")} />
                    <Cell figure={formatEstimate(team.index, "index")} />
                  </>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

interface CellProps {
  figure: { value: string; interval: string } | undefined;
}

function Cell({ figure }: CellProps) {
  if (figure === undefined) return <td className="faint">withheld</td>;
  return (
    <td className="tabular">
      {figure.value} <small className="faint">({figure.interval})</small>
    </td>
  );
}
