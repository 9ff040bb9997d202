#include "survey_json.h"

#include <fmt/core.h>

#include <boost/json.hpp>

#include "json/nullable.h"
#include "survey_questions.h"

namespace towpath::feedback {
namespace {

namespace bj = boost::json;

bj::object object_of(const Question& question) {
  const Scale* const scale = survey_scale(question.scale);
  return {{"id", question.id},
          {"text", question.text},
          {"scale", question.scale},
          {"dimension", json::text_or_null(question.dimension)},
          {"least", scale ? bj::value(scale->least) : bj::value(nullptr)},
          {"most", scale ? bj::value(scale->most) : bj::value(nullptr)}};
}

bj::object object_of(const SeenSurvey& seen) {
  const Survey& s = seen.survey;
  bj::array questions;
  for (const Question& question : s.questions) questions.push_back(object_of(question));
  return {{"id", s.id},
          {"kind", s.kind},
          {"title", s.title},
          {"state", s.state},
          {"k", s.k},
          {"questions", std::move(questions)},
          {"invited", s.invited},
          {"answered", s.answered},
          {"asksMe", seen.is_asked},
          {"answeredByMe", seen.has_answered},
          {"createdAt", to_rfc3339(s.created_at)},
          {"openedAt", json::time_or_null(s.opened_at)},
          {"closesAt", json::time_or_null(s.closes_at)},
          {"closedAt", json::time_or_null(s.closed_at)}};
}

bj::value estimate_or_null(const std::optional<Estimate>& estimate) {
  if (!estimate) return nullptr;
  return bj::object{{"value", estimate->value}, {"low", estimate->low}, {"high", estimate->high}};
}

bj::object object_of(const QuestionResult& result, const Survey& survey) {
  bj::array counts;
  if (result.histogram)
    for (const auto& [score, times] : *result.histogram) counts.push_back({{"score", score}, {"times", times}});
  const char* measure = "mean";
  for (const Question& question : survey.questions)
    if (question.id == result.question) measure = measure_of(question);
  return {{"question", result.question},
          {"n", result.histogram ? bj::value(size_of(*result.histogram)) : bj::value(nullptr)},
          {"measure", measure},
          {"estimate", estimate_or_null(result.estimate)},
          {"counts", std::move(counts)}};
}

bj::object object_of(const GroupResult& group, const Survey& survey, bool is_whole) {
  bj::array questions;
  for (const QuestionResult& question : group.questions) questions.push_back(object_of(question, survey));
  // The same words for both kinds of suppression: which of them it was would say something about the size.
  const std::string why = is_whole ? fmt::format("Fewer than {} people answered.", survey.k)
                                   : fmt::format(
                                         "Fewer than {} people answered here, or what they said could be "
                                         "computed for a smaller team if this one were shown.",
                                         survey.k);
  return {{"team", json::text_or_null(group.team)},
          {"n", json::number_or_null(group.answered)},
          {"reason", group.answered ? bj::value(nullptr) : bj::value(why)},
          {"satisfaction", estimate_or_null(group.satisfaction)},
          {"promoters", estimate_or_null(group.promoters)},
          {"index", estimate_or_null(group.index)},
          {"questions", std::move(questions)}};
}

bj::array methods() {
  const auto method = [](const char* measure, const char* formula, const char* source) {
    return bj::object{{"measure", measure}, {"formula", formula}, {"source", source}};
  };
  return {method("satisfaction", "answers of 4 or 5 / answers; 95 % interval: Wilson", "E. B. Wilson, JASA 22 (1927)"),
          method("promoters",
                 "100 x (share of 9 and 10 - share of 0 to 6); 95 % interval: +- 1.96 x 100 x "
                 "sqrt((p + d - (p - d)^2) / n)",
                 "F. F. Reichheld, Harvard Business Review (2003)"),
          method("index",
                 "mean over the agreement questions of (mean - 1) / 4 x 100; 95 % interval: the mean of theirs, "
                 "which is as wide as it can be",
                 "DevEx: A. Noda et al., ACM Queue 21(2) (2023)"),
          method("mean", "mean score; 95 % interval: +- t(n - 1) x s / sqrt(n)", "Student, Biometrika 6 (1908)"),
          method("withheld", "teams below k, and the smallest others until what is withheld together is at least k",
                 "L. Willenborg, T. de Waal, Elements of Statistical Disclosure Control (2001)")};
}

}  // namespace

std::string survey_body(const SeenSurvey& survey) { return bj::serialize(object_of(survey)); }

std::string survey_page_body(const SurveyPage& page) {
  bj::array items;
  for (const SeenSurvey& survey : page.items) items.push_back(object_of(survey));
  return bj::serialize(
      bj::object{{"items", std::move(items)}, {"next", json::text_or_null(page.next)}, {"total", page.total}});
}

std::string survey_results_body(const SurveyResults& results) {
  const Survey& survey = results.survey.survey;
  bj::array teams, texts;
  for (const GroupResult& team : results.teams) teams.push_back(object_of(team, survey, false));
  for (const Question& question : survey.questions) {
    if (question.scale != "text") continue;
    const auto found = results.texts.find(question.id);
    bj::array said;
    if (found != results.texts.end())
      for (const std::string& text : found->second) said.emplace_back(text);
    texts.push_back({{"question", question.id}, {"answers", std::move(said)}});
  }
  const bj::value rate = survey.invited > 0
                             ? bj::value(static_cast<double>(survey.answered) / static_cast<double>(survey.invited))
                             : bj::value(nullptr);
  return bj::serialize(bj::object{{"survey", object_of(results.survey)},
                                  {"responseRate", rate},
                                  {"whole", object_of(results.whole, survey, true)},
                                  {"teams", std::move(teams)},
                                  {"texts", std::move(texts)},
                                  {"methods", methods()}});
}

}  // namespace towpath::feedback
