#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "survey.h"
#include "survey_statistics.h"

namespace towpath::feedback {

/// What is shown of one question for one group. Without a histogram nothing is.
struct QuestionResult {
  std::string question;
  std::optional<Histogram> histogram = {};  ///< Every score of the scale, also those nobody gave.
  std::optional<Estimate> estimate = {};    ///< By measure_of().
};

/// The whole, or a team.
struct GroupResult {
  std::string team = {};                      ///< "" for the whole and for those without a team.
  std::optional<std::int64_t> answered = {};  ///< Nothing when the group is not shown.
  std::vector<QuestionResult> questions = {};
  std::optional<Estimate> satisfaction = {}, promoters = {}, index = {};
};

struct SurveyResults {
  SeenSurvey survey;
  GroupResult whole;
  std::vector<GroupResult> teams;                         ///< By name; those not shown, too.
  std::map<std::string, std::vector<std::string>> texts;  ///< By id of the question, in no order.
};

/// Where the answers of teams that are not shown are counted together. No group has this name.
inline constexpr const char* withheld_team = "(withheld)";

/// "share" of satisfied, "promoters", or "mean".
const char* measure_of(const Question& question);

/// Of a closed survey, what is kept: the teams that are not shown are counted together from then on, and what fewer
/// than k answered is dropped. The second is the names of those teams.
std::pair<std::map<std::string, TeamCounts>, std::vector<std::string>> kept_counts(
    const std::map<std::string, TeamCounts>& by_team, std::int64_t k);

/// From counts as kept_counts() leaves them, or from one team for a survey without teams. The same counts give the same
/// results. `texts` are shown if the whole is, in the order given.
SurveyResults results_of(const SeenSurvey& survey, const std::map<std::string, TeamCounts>& kept,
                         std::map<std::string, std::vector<std::string>> texts);

}  // namespace towpath::feedback
