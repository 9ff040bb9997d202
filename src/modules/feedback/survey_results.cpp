#include "survey_results.h"

#include <algorithm>

#include "survey_questions.h"
#include "survey_suppression.h"

namespace towpath::feedback {
namespace {

Histogram histogram_of(const TeamCounts& counts, const std::string& question) {
  const auto found = counts.counts.find(question);
  return found == counts.counts.end() ? Histogram() : found->second;
}

QuestionResult shown(const Question& question, Histogram histogram, const Scale& scale) {
  QuestionResult out{question.id};
  for (std::int64_t score = scale.least; score <= scale.most; ++score) histogram.try_emplace(score, 0);
  if (question.scale == "satisfied")
    out.estimate = satisfaction_of(histogram);
  else if (question.scale == "recommend")
    out.estimate = promoters_of(histogram);
  else
    out.estimate = mean_of(histogram, static_cast<double>(scale.least), static_cast<double>(scale.most));
  out.histogram = std::move(histogram);
  return out;
}

/// From what is shown of its questions and nothing else.
void add_headlines(GroupResult& group, const std::vector<Question>& questions) {
  std::vector<Estimate> items;
  for (std::size_t i = 0; i < group.questions.size(); ++i) {
    const auto& estimate = group.questions[i].estimate;
    const auto asked = std::find_if(questions.begin(), questions.end(),
                                    [&](const Question& q) { return q.id == group.questions[i].question; });
    if (!estimate) continue;
    if (asked->scale == "satisfied" && !group.satisfaction) group.satisfaction = estimate;
    if (asked->scale == "recommend" && !group.promoters) group.promoters = estimate;
    if (asked->scale == "agree") items.push_back(*estimate);
  }
  group.index = index_of(items);
}

}  // namespace

const char* measure_of(const Question& question) {
  return question.scale == "satisfied" ? "share" : question.scale == "recommend" ? "promoters" : "mean";
}

std::pair<std::map<std::string, TeamCounts>, std::vector<std::string>> kept_counts(
    const std::map<std::string, TeamCounts>& by_team, std::int64_t k) {
  std::vector<std::int64_t> sizes;
  std::int64_t whole = 0;
  for (const auto& [team, counts] : by_team) {
    sizes.push_back(counts.answered);
    whole += counts.answered;
  }
  const std::vector<bool> hidden = hidden_parts(sizes, k);
  std::pair<std::map<std::string, TeamCounts>, std::vector<std::string>> out;
  std::size_t i = 0;
  for (const auto& [team, counts] : by_team) {
    if (!hidden[i++]) {
      out.first.emplace(team, counts);
      continue;
    }
    out.second.push_back(team);
    if (whole < k) continue;
    TeamCounts& together = out.first[withheld_team];
    together.answered += counts.answered;
    for (const auto& [question, histogram] : counts.counts)
      for (const auto& [score, times] : histogram) together.counts[question][score] += times;
  }
  return out;
}

SurveyResults results_of(const SeenSurvey& seen, const std::map<std::string, TeamCounts>& kept,
                         std::map<std::string, std::vector<std::string>> texts) {
  const Survey& survey = seen.survey;
  SurveyResults out{seen, {}, {}, {}};
  std::int64_t whole = 0;
  for (const auto& [team, counts] : kept) whole += counts.answered;
  if (whole >= survey.k) {
    out.whole.answered = whole;
    out.texts = std::move(texts);
  }
  const bool has_teams = survey.kind != first_deployment;
  if (has_teams)
    for (const auto& [team, counts] : kept)
      if (team != withheld_team) out.teams.push_back({team, counts.answered});

  for (const Question& question : survey.questions) {
    const Scale* const scale = survey_scale(question.scale);
    if (!scale) continue;
    Histogram sum;
    std::vector<std::int64_t> sizes;
    std::vector<bool> is_withheld;
    for (const auto& [team, counts] : kept) {
      const Histogram histogram = histogram_of(counts, question.id);
      for (const auto& [score, times] : histogram) sum[score] += times;
      sizes.push_back(size_of(histogram));
      is_withheld.push_back(team == withheld_team);
    }
    // Who leaves a question out makes its groups smaller than the survey's: each question is looked at by itself.
    const bool is_shown = size_of(sum) >= survey.k;
    out.whole.questions.push_back(is_shown ? shown(question, sum, *scale) : QuestionResult{question.id});
    if (!has_teams) continue;
    const std::vector<bool> hidden = hidden_parts(sizes, survey.k, is_withheld);
    std::size_t part = 0, listed = 0;
    for (const auto& [team, counts] : kept) {
      const bool is_hidden = hidden[part++] || !is_shown;
      if (team == withheld_team) continue;
      out.teams[listed++].questions.push_back(is_hidden ? QuestionResult{question.id}
                                                        : shown(question, histogram_of(counts, question.id), *scale));
    }
  }
  add_headlines(out.whole, survey.questions);
  for (GroupResult& team : out.teams) add_headlines(team, survey.questions);
  if (has_teams)
    for (const std::string& team : survey.withheld) out.teams.push_back({team});
  std::sort(out.teams.begin(), out.teams.end(),
            [](const GroupResult& a, const GroupResult& b) { return a.team < b.team; });
  return out;
}

}  // namespace towpath::feedback
