#include "survey_satisfaction.h"

#include <algorithm>

#include "survey_results.h"

namespace towpath::feedback {
namespace {

using Shown = SurveyedSatisfaction::Shown;

/// The group a result is asked of; nullptr for a team that the survey asked nobody of.
const GroupResult* group_of(const SurveyResults& results, const std::string& team) {
  if (team.empty()) return &results.whole;
  const auto found =
      std::find_if(results.teams.begin(), results.teams.end(), [&](const GroupResult& g) { return g.team == team; });
  return found == results.teams.end() ? nullptr : &*found;
}

void read(const SurveyResults& results, const std::string& team, SurveyedSatisfaction& out) {
  const std::vector<Question>& questions = results.survey.survey.questions;
  const auto overall =
      std::find_if(questions.begin(), questions.end(), [](const Question& q) { return q.scale == "satisfied"; });
  const GroupResult* group = group_of(results, team);
  if (overall == questions.end() || !group) return;
  // Of a survey that too few answered nothing is shown, of no team either.
  out.shown = team.empty() || !results.whole.answered ? Shown::too_few : Shown::withheld;
  for (const QuestionResult& result : group->questions) {
    if (result.question != overall->id || !result.histogram || !result.estimate) continue;
    out.shown = Shown::yes;
    out.share = result.estimate->value;
    out.answers = size_of(*result.histogram);
  }
}

}  // namespace

Result<std::vector<SurveyedSatisfaction>> SurveySatisfaction::satisfaction(const auth::Principal& principal,
                                                                           const std::string& team, UtcTime until,
                                                                           std::size_t most) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "survey.read", {}));
  return kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<SurveyedSatisfaction>> {
    std::vector<SurveyedSatisfaction> out;
    for (const Survey& survey : store_.closed_before(tx, until, most)) {
      SurveyedSatisfaction& each = out.emplace_back();
      each.survey = survey.id;
      each.title = survey.title;
      each.opened_at = survey.opened_at.value_or(survey.created_at);
      each.closed_at = *survey.closed_at;
      read(results_of({.survey = survey}, store_.released(tx, survey.id), {}), team, each);
    }
    return out;
  });
}

}  // namespace towpath::feedback
