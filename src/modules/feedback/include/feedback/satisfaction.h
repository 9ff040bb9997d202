#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "base/result.h"
#include "base/time.h"

namespace towpath::feedback {

/// How satisfied people said they were in one closed survey: the question with the scale "satisfied" that comes first.
struct SurveyedSatisfaction {
  /// `too_few`: fewer answered than a result is shown for. `withheld`: the team's answers are not shown, so that nobody
  /// can be told from the rest. `not_asked`: the survey asked nobody of the team, or has no such question.
  enum class Shown { yes, too_few, withheld, not_asked };

  std::string survey, title;  ///< Its id and its title.
  UtcTime opened_at, closed_at;
  Shown shown = Shown::not_asked;
  double share = 0;          ///< Of answers that were 4 or 5 of 5; 0 to 1. Only when shown.
  std::int64_t answers = 0;  ///< To this question. Only when shown.
};

/// Satisfaction as surveys' published results show it, and nothing that they do not: who reads both learns no more than
/// from the results. Thread-safe, blocking.
class Satisfaction {
 public:
  virtual ~Satisfaction() = default;
  /// Surveys of everybody that closed before `until`, the last one first, at most `most`. Of `team`
  /// ("group:default/payments"), or with "" of everybody. Errors: auth.required, auth.forbidden (survey.read).
  virtual Result<std::vector<SurveyedSatisfaction>> satisfaction(const auth::Principal& principal,
                                                                 const std::string& team, UtcTime until,
                                                                 std::size_t most) = 0;
};

}  // namespace towpath::feedback
