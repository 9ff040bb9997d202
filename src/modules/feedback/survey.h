#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace towpath::feedback {

inline constexpr std::array<std::string_view, 3> survey_kinds{"baseline", "quarterly", "first-deployment"};
inline constexpr std::array<std::string_view, 3> survey_states{"draft", "open", "closed"};

/// Whoever is asked is asked once and everybody at the same time, or after their first deployment.
inline constexpr std::string_view first_deployment = "first-deployment";

/// The smallest group a result is shown for: at least this, however it is set.
inline constexpr std::int64_t least_k = 5;
inline constexpr std::int64_t most_k = 100;

struct Question {
  std::string id;         ///< "F1"; unique in its survey and the same from survey to survey.
  std::string text;       ///< What is asked.
  std::string scale;      ///< A name of survey_scale(), or "text".
  std::string dimension;  ///< What it says something about: "flow", "load", ...; "" for none.
};

struct Survey {
  std::string id, kind, title, state;
  std::int64_t k = least_k;
  std::vector<Question> questions;
  std::int64_t invited = 0, answered = 0;
  std::vector<std::string> withheld = {};  ///< Of a closed one: teams that are not shown; "" for those without one.
  UtcTime created_at;
  std::optional<UtcTime> opened_at = {}, closes_at = {}, closed_at = {};
};

/// A survey as one person sees it.
struct SeenSurvey {
  Survey survey;
  bool is_asked = false, has_answered = false;
};

struct SurveyPage {
  std::vector<SeenSurvey> items;
  std::string next;
  std::int64_t total = 0;
};

/// Absent: as the kind has it.
struct SurveyDraft {
  std::optional<std::string> title = {};
  std::optional<std::int64_t> k = {};
  std::optional<std::vector<Question>> questions = {};
};

/// What one person answers. Questions may be left out.
struct Answers {
  std::map<std::string, std::int64_t> scores = {};  ///< By id of the question.
  std::map<std::string, std::string> texts = {};
};

/// How often each score of a question was given, by id of the question and score.
using Counts = std::map<std::string, std::map<std::int64_t, std::int64_t>>;

/// Of a team, "" for those without one.
struct TeamCounts {
  std::int64_t answered = 0;
  Counts counts;
};

}  // namespace towpath::feedback
